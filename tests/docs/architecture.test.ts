import { it } from 'vitest';
import { expectGenerated } from '../support/generated.ts';
import { layerDiagram, folderTable } from './layers.ts';

it('docs/architecture.md draws the layers and their imports (UPDATE_GENERATED=1 writes them)', () => {
  expectGenerated('docs/architecture.md', { layers: layerDiagram, folders: folderTable });
});
