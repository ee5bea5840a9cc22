import { describe, expect, it } from 'vitest';
import { nearestNames } from '../../../src/domain/text/nearest-names.ts';

describe('nearestNames', () => {
  it.each([
    ['login', ['login'], ['login']],
    ['LOGIN', ['other', 'login'], ['login']],
    ['lgoin', ['login'], ['login']],
    ['log', ['login', 'catalogue'], ['login']],
    ['form', ['login-form', 'platform'], ['login-form']],
    ['25-12-31-login', ['26-01-01-login'], ['26-01-01-login']],
    ['26-01-01', ['26-01-01-login'], []],
    ['login-form-2', ['login'], ['login']],
    ['l', ['login'], []],
    ['checkout', ['login'], []],
    ['a', [], []],
  ])('finds for %j among %j %j', (wanted, names, found) => {
    expect(nearestNames(wanted, names)).toEqual(found);
  });

  it('puts a slip before a part of a name, and takes three at most', () => {
    const names = ['shop-admin', 'shop-api', 'shops', 'shop-web'];
    expect(nearestNames('shop', names)).toEqual(['shops', 'shop-api', 'shop-web']);
  });
});
