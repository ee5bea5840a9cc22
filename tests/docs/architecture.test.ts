import { it } from 'vitest';
import { expectGenerated } from '../support/generated.ts';
import { folderTable, layerDiagram } from './layers.ts';

it('docs/architecture.md draws the layers as they are imported (UPDATE_GENERATED=1 writes them)', () => {
  expectGenerated('docs/architecture.md', { layers: layerDiagram, folders: folderTable });
});
