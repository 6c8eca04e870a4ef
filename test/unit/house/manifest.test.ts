import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMAND_IDS } from '../../../src/editor/commands.ts';
import { RULES } from '../../../src/validation/codes.ts';
import { isLasting } from '../../../src/validation/lasting-codes.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const readJson = async (file: string): Promise<unknown> =>
  JSON.parse(await readFile(path.join(ROOT, file), 'utf8')) as unknown;

interface Contributes {
  commands: { command: string; title: string; category: string }[];
  menus: Record<string, { command: string; when?: string }[]>;
  configuration: { properties: Record<string, { markdownDescription?: string; scope?: string }> };
  walkthroughs: { steps: { media: { svg: string }; completionEvents: string[] }[] }[];
}
const manifest = (await readJson('package.json')) as {
  contributes: Contributes;
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
};
const { contributes } = manifest;

/** They run code of the workspace, or use the user's credentials with its settings. */
const UNTRUSTED = ['fanout.runLocally', 'fanout.testState', 'fanout.validateOnAws'];

describe('package.json', () => {
  it('declares the commands that the code registers, all under one category', () => {
    expect(contributes.commands.map(({ command }) => command).toSorted()).toEqual([...COMMAND_IDS].toSorted());
    expect(new Set(contributes.commands.map(({ category }) => category))).toEqual(new Set(['Fanout']));
  });

  it('has a text for every key of package.nls.json, and no key without a use', async () => {
    const texts = (await readJson('package.nls.json')) as Record<string, string>;
    const used = [...JSON.stringify(manifest).matchAll(/%([\w.]+)%/g)].map(([, key]) => key);
    expect([...new Set(used)].toSorted()).toEqual(Object.keys(texts).toSorted());
  });

  it('shows commands in menus only by ids that exist', () => {
    for (const { command } of Object.values(contributes.menus).flat()) expect(COMMAND_IDS).toContain(command);
  });

  it('hides what runs code of the workspace where it is not trusted', () => {
    for (const [menu, items] of Object.entries(contributes.menus))
      for (const item of items.filter(({ command }) => UNTRUSTED.includes(command)))
        expect(item.when, menu).toContain('isWorkspaceTrusted');
  });

  it('describes every setting, and restricts those that lead out of the machine', () => {
    const { properties } = contributes.configuration;
    for (const [id, { markdownDescription }] of Object.entries(properties))
      expect(markdownDescription, id).toMatch(/^%.+%$/);
    const restricted = Object.keys(properties).filter((id) => /Endpoint$|\.aws\./.test(id));
    expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations).toEqual(restricted);
  });

  it('offers every code that can be ignored, and no other', () => {
    const { items } = contributes.configuration.properties['fanout.validation.ignore'] as {
      items?: { enum: string[] };
    };
    expect(items?.enum).toEqual(Object.keys(RULES).filter((code) => !isLasting(code)));
  });

  it('has settings that the code reads, each of them', async () => {
    const files = await readdir(path.join(ROOT, 'src/editor'), { recursive: true });
    const sources = await Promise.all(
      files.filter((file) => file.endsWith('.ts')).map((file) => readFile(path.join(ROOT, 'src/editor', file), 'utf8')),
    );
    for (const id of Object.keys(contributes.configuration.properties))
      expect(sources.join('\n'), id).toContain(`'${id.replace(/^fanout\./, '')}'`);
  });

  it('completes each step of the walkthrough by a command, with a picture that is there', async () => {
    for (const { media, completionEvents } of contributes.walkthroughs.flatMap(({ steps }) => steps)) {
      for (const event of completionEvents) expect(COMMAND_IDS.map((id) => `onCommand:${id}`)).toContain(event);
      await expect(readFile(path.join(ROOT, media.svg), 'utf8')).resolves.toContain('<svg');
    }
  });
});
