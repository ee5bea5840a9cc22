import { userInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { homeFolder } from '../../../src/adapters/config/environment.ts';
import { expandPath } from '../../../src/adapters/config/folders/expand-path.ts';

function expand(value: string, home = '/home/me') {
  return expandPath({ value, home, folder: '/proj', platform: 'linux' });
}

describe('expandPath', () => {
  it.each([
    ['~', '/home/me'],
    ['~/', '/home/me'],
    ['~/a/../b', '/home/me/b'],
    ['x', '/proj/x'],
    ['../x/', '/x'],
    ['/abs', '/abs'],
    ['a~b', '/proj/a~b'],
    ['./~', '/proj/~'],
  ])('makes of %s %s', (value, path) => {
    expect(expand(value)).toEqual({ path });
  });

  it('knows the home of another user', () => {
    const { username, homedir } = userInfo();
    expect(expand(`~${username}`)).toEqual({ path: homedir });
    expect(expand(`~${username}/x`)).toEqual({ path: `${homedir.replace(/\/$/, '')}/x` });
  });

  it('complains of a user nobody knows, and of a home that is not set', () => {
    expect(expand('~no-such-user/x')).toMatchObject({
      message: 'begins with ~no-such-user, and there is no such user',
    });
    expect(expand('~/x', '')).toMatchObject({ message: 'begins with ~, and HOME is not set' });
  });
});

describe('homeFolder', () => {
  it('believes an absolute HOME, else the system', () => {
    expect(homeFolder({ HOME: '/h' })).toBe('/h');
    expect(homeFolder({ HOME: '' })).toBe(userInfo().homedir);
    expect(homeFolder({})).toBe(userInfo().homedir);
  });
});
