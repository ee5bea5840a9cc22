export function demoCommand(_flags: object): number {
  return 0;
}
