import { it } from 'vitest';
import { expectGenerated } from '../support/generated.ts';
import { floorDiagram, roomTable } from './floors.ts';

it('docs/architecture.md draws the floors as they are imported (UPDATE_GENERATED=1 writes them)', () => {
  expectGenerated('docs/architecture.md', { floors: floorDiagram, rooms: roomTable });
});
