/** Any name as one part of a git ref. */
export function refPart(name: string): string {
  return encodeURIComponent(name).replace(
    /[.~*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
