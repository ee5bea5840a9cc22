import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Household, openHousehold, SHIPPED, TARGETS, treeOf, write } from './home-tree.ts';

const kindsOf = (actions: readonly { readonly kind: string }[]): readonly string[] =>
  actions.map(({ kind }) => kind);
const count = (length: number, kind: string): readonly string[] =>
  Array.from({ length }, () => kind);

describe('in an empty home', () => {
  it('install links everything, twice is once, uninstall leaves nothing at all', () => {
    using house = openHousehold();
    expect(kindsOf(house.install())).toEqual(count(4, 'link'));
    const first = house.tree();
    for (const target of TARGETS) expect(first[target], target).toMatch(/^→ .*\/ship\//);
    expect(kindsOf(house.install())).toEqual(count(4, 'keep'));
    expect(house.tree()).toEqual(first);
    expect(kindsOf(house.uninstall())).toEqual(count(4, 'remove'));
    expect(house.tree()).toEqual({});
    expect(house.uninstall()).toEqual([]);
  });

  it('copies are whole, are renewed with the ship, and go as well', () => {
    using house = openHousehold();
    house.install('copy');
    expect(house.tree()['.codex/skills/three/more/table.md']).toBe(
      SHIPPED['skills/three/more/table.md'],
    );
    expect(kindsOf(house.install('copy'))).toEqual(count(4, 'keep'));
    writeFileSync(join(house.ship, 'skills/three/SKILL.md'), 'three, second edition\n');
    expect(kindsOf(house.install('copy'))).toEqual(['keep', 'replace', 'keep', 'replace']);
    expect(house.tree()['.claude/skills/three/SKILL.md']).toBe('three, second edition\n');
    house.uninstall();
    expect(house.tree()).toEqual({});
  });

  it('link, copy and link again leave no rest of the other', () => {
    using house = openHousehold();
    house.install('link');
    const linked = house.tree();
    expect(kindsOf(house.install('copy'))).toEqual(count(4, 'replace'));
    expect(house.tree()['.claude/agents/one-agent.md']).toBe('one\n');
    expect(kindsOf(house.install('link'))).toEqual(count(4, 'replace'));
    expect(house.tree()).toEqual(linked);
  });

  it('what an editor or a file manager left in the checkout does not ship', () => {
    using house = openHousehold();
    for (const name of ['agents/.one-agent.md.swp', 'agents/.DS_Store', 'commands/.two.md']) {
      write(join(house.ship, name), 'rest');
    }
    mkdirSync(join(house.ship, 'skills/half'));
    expect(house.install().length).toBe(4);
  });
});

describe('what is foreign', () => {
  function settle(house: Household): Readonly<Record<string, string>> {
    write(join(house.home, '.claude/agents/one-agent.md'), 'mine\n');
    write(join(house.home, '.claude/skills/three/SKILL.md'), 'mine too\n');
    write(join(house.home, '.claude/skills/mine/SKILL.md'), 'mine\n');
    mkdirSync(join(house.home, '.codex/skills'), { recursive: true });
    symlinkSync(join(house.root, 'elsewhere'), join(house.home, '.codex/skills/three'));
    // Hand-made, under a name of its own: it only leads to us.
    const own = join(house.home, '.claude/agents/my-reader.md');
    symlinkSync(join(house.ship, 'agents/one-agent.md'), own);
    return house.tree();
  }

  it.each(['link', 'copy'] as const)('is never touched, and is named (%s)', (mode) => {
    using house = openHousehold();
    const before = settle(house);
    expect(house.install(mode)).toMatchObject([
      { kind: 'leave', what: 'not made by samocode' },
      { kind: 'leave', what: 'not made by samocode' },
      { kind: mode },
      { kind: 'leave', what: `a link to ${join(house.root, 'elsewhere')}` },
    ]);
    expect(house.tree()).toMatchObject(before);
    expect(kindsOf(house.uninstall())).toEqual(['leave', 'leave', 'remove', 'leave']);
    expect(house.tree()).toEqual(before);
  });

  it('a copy that was changed is the person’s from then on', () => {
    using house = openHousehold();
    house.install('copy');
    const skill = join(house.homes.claude, 'skills/three/SKILL.md');
    writeFileSync(skill, 'three, as I like it\n');
    expect(house.install('copy')[1]).toMatchObject({ kind: 'leave', what: /changed since/ });
    writeFileSync(skill, SHIPPED['skills/three/SKILL.md']);
    expect(house.install('link')[1]).toMatchObject({ kind: 'leave' });
    expect(kindsOf(house.uninstall())).toEqual(['remove', 'leave', 'remove', 'remove']);
    expect(Object.keys(house.tree())).toEqual([
      '.claude',
      '.claude/skills',
      '.claude/skills/three',
      '.claude/skills/three/SKILL.md',
      '.claude/skills/three/more',
      '.claude/skills/three/more/table.md',
    ]);
  });

  it('a changed copy of something that no longer ships stays, and is named at the end', () => {
    using house = openHousehold();
    house.install('copy');
    const agent = join(house.homes.claude, 'agents/one-agent.md');
    writeFileSync(agent, 'one, as I like it\n');
    rmSync(join(house.ship, 'agents/one-agent.md'));
    expect(kindsOf(house.install('copy'))).toEqual(count(3, 'keep'));
    expect(house.uninstall()).toContainEqual({
      kind: 'leave',
      target: agent,
      what: 'a copy that was changed since',
    });
    expect(readFileSync(agent, 'utf8')).toBe('one, as I like it\n');
  });
});

describe('what is out of date', () => {
  it.each(['link', 'copy'] as const)('a skill that no longer ships is removed (%s)', (mode) => {
    using house = openHousehold();
    house.install(mode);
    rmSync(join(house.ship, 'skills/three'), { recursive: true });
    expect(kindsOf(house.install(mode))).toEqual(['keep', 'keep', 'remove', 'remove']);
    expect(Object.keys(house.tree()).filter((path) => path.includes('three'))).toEqual([]);
    house.uninstall();
    expect(house.tree()).toEqual({});
  });

  it('links of a checkout that moved are turned', () => {
    using house = openHousehold();
    house.install();
    const ship = join(house.root, 'moved');
    renameSync(house.ship, ship);
    expect(kindsOf(house.install('link', { ship }))).toEqual(count(4, 'replace'));
    expect(house.tree()['.claude/commands/two.md']).toBe(`→ ${join(ship, 'commands/two.md')}`);
    expect(kindsOf(house.uninstall())).toEqual(count(4, 'remove'));
    expect(house.tree()).toEqual({});
  });

  it('links are told as ours without the manifest too, and copies are not', () => {
    using house = openHousehold();
    house.install();
    rmSync(house.homes.manifest);
    expect(kindsOf(house.install())).toEqual(count(4, 'keep'));
    house.install('copy');
    writeFileSync(house.homes.manifest, 'no JSON');
    expect(kindsOf(house.install('copy'))).toEqual(count(4, 'leave'));
  });

  it('another home is left alone by install, and emptied by uninstall', () => {
    using house = openHousehold();
    house.install();
    const homes = { ...house.homes, claude: join(house.home, 'work') };
    expect(kindsOf(house.install('link', { homes }))).toEqual([...count(3, 'link'), 'keep']);
    expect(house.tree()['.claude/commands/two.md']).toMatch(/^→/);
    expect(kindsOf(house.uninstall())).toEqual(count(7, 'remove'));
    expect(house.tree()).toEqual({});
  });
});

it('a target folder may be a link into a dotfiles repository, one for both CLIs too', () => {
  using house = openHousehold();
  const dotfiles = join(house.root, 'dotfiles');
  for (const name of ['agents', 'skills']) mkdirSync(join(dotfiles, name), { recursive: true });
  for (const home of ['.claude', '.codex']) {
    mkdirSync(join(house.home, home));
    symlinkSync(join(dotfiles, 'skills'), join(house.home, home, 'skills'));
  }
  symlinkSync(join(dotfiles, 'agents'), join(house.home, '.claude/agents'));
  const before = [house.tree(), treeOf(dotfiles)];
  for (const mode of ['link', 'copy', 'copy', 'link'] as const) {
    house.install(mode);
    expect(Object.keys(treeOf(dotfiles))).toEqual(
      expect.arrayContaining(['agents/one-agent.md', 'skills/three']),
    );
  }
  house.uninstall();
  expect([house.tree(), treeOf(dotfiles)]).toEqual(before);
});
