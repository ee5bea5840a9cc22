import type { Place } from '../../compose/place/place.ts';

/** The places that the variables of a billing lane are from; a lane of two variables names both. */
export function credentialSource(
  billing: string | undefined,
  place: Pick<Place, 'environment' | 'childSources'>,
): string | undefined {
  if (billing === undefined) return undefined;
  const sources = billing
    .split(' and ')
    .map((key) => (key in place.environment ? 'the environment' : place.childSources[key]));
  return [...new Set(sources.filter((source) => source !== undefined))].join(' and ') || undefined;
}
