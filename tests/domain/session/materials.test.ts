import { describe, expect, it } from 'vitest';
import { readMaterials } from '../../../src/domain/session/materials.ts';

describe('readMaterials', () => {
  it.each([
    { given: {}, kept: { task: 'a' }, reading: { kind: 'same' } },
    { given: { task: 'a' }, kept: { task: 'a' }, reading: { kind: 'same' } },
    { given: { task: '\ufeffa\r\nb\r\n' }, kept: { task: 'a\nb' }, reading: { kind: 'same' } },
    {
      given: { task: 'b' },
      kept: { task: 'a' },
      reading: { kind: 'other', name: 'task', kept: 'a' },
    },
    {
      given: { task: 'a', dive: 'y' },
      kept: { task: 'a', dive: 'x' },
      reading: { kind: 'other', name: 'dive', kept: 'x' },
    },
    {
      given: { task: 'b', dive: 'x' },
      kept: { task: 'a' },
      reading: { kind: 'other', name: 'task', kept: 'a' },
    },
  ])('reads $given beside $kept as $reading.kind', ({ given, kept, reading }) => {
    expect(readMaterials(given, kept, true)).toEqual(reading);
    expect(readMaterials(given, kept, false)).toEqual(reading);
  });

  it('takes a text that is not kept as long as it can be added', () => {
    const [given, kept] = [{ task: 'a', dive: 'x' }, { task: 'a' }];
    expect(readMaterials(given, kept, true)).toEqual({ kind: 'new', texts: { dive: 'x' } });
    expect(readMaterials(given, kept, false)).toEqual({ kind: 'late', name: 'dive' });
  });

  it('tells texts apart that differ within', () => {
    expect(readMaterials({ task: 'a  b' }, { task: 'a b' }, true).kind).toBe('other');
  });
});
