// @vitest-environment jsdom
import { beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/asl/json.ts';
import { parseSyntax } from '../../../src/asl/parse.ts';
import { layoutPipeline } from '../../../src/graph/layout-pipeline.ts';
import { layoutDefinition } from '../../../src/graph/layout.ts';
import { readPipeline } from '../../../src/project/pipeline-model/read-pipeline.ts';
import { mount } from '../../../webview/preview/preview.ts';
import { define } from '../graph/machines.ts';
import { installBrowser, mountView, type MountedPage } from './page-harness.ts';

const INNER: JsonObject = { StartAt: 'W', States: { W: { Type: 'Pass', End: true } } };
const MACHINE: JsonObject = {
  StartAt: 'A',
  States: {
    A: { Type: 'Task', Next: 'M', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'H' }] },
    M: { Type: 'Map', ItemProcessor: INNER, Next: 'Z' },
    Z: { Type: 'Pass', End: true },
    H: { Type: 'Fail' },
  },
};

function update(
  machine: JsonObject | undefined,
  documentVersion = 1,
  problems: { message: string; start: number }[] = [],
) {
  const graph = machine && layoutDefinition(define(machine));
  return {
    documentVersion,
    kind: 'definition' as const,
    title: 'm.asl.json',
    graph,
    stale: problems.length > 0,
    problems,
  };
}

const node = (page: MountedPage, pointer: string) =>
  page.root.querySelector<SVGElement>(`[data-pointer="${pointer}"]`)!;
const press = (key: string): boolean =>
  document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
const focused = (): string | null => document.activeElement!.getAttribute('data-pointer');

describe('the preview', () => {
  let page: MountedPage;
  beforeEach(() => {
    installBrowser();
    page = mountView({ mount });
  });

  it('says that it is ready, and draws what it is told', () => {
    expect(page.sent.map(({ name }) => name)).toEqual(['ready']);
    page.tell('graph', update(MACHINE));
    expect(page.root.querySelectorAll('svg .node[role="button"]')).toHaveLength(5);
    expect(node(page, '/States/A').querySelector('title')?.textContent).toContain('Task A');
    expect(page.problems).toEqual([]);
  });

  describe('of a pipeline', () => {
    const TEMPLATE = `
Resources:
  Dead: { Type: AWS::SQS::Queue }
  Queue: { Type: AWS::SQS::Queue, Properties: { RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 5 } } }
  Worker:
    Type: AWS::Serverless::Function
    Properties: { Timeout: 60, MemorySize: 256, Events: { Task: { Type: SQS, Properties: { Queue: !GetAtt Queue.Arn } } } }
`;
    const pipelineOf = (text: string) => ({
      ...{ documentVersion: 1, kind: 'pipeline' as const, title: 'template.yaml', stale: false, problems: [] },
      graph: layoutPipeline(readPipeline(parseSyntax(text, 'yaml').root)),
    });

    it('says what each part is, its settings and where its lines lead, and leads to it in the text', () => {
      page.tell('graph', pipelineOf(TEMPLATE));
      expect(page.root.querySelector('h1')?.textContent).toBe('Pipeline template.yaml');
      const worker = node(page, '/Resources/Worker');
      expect(worker.getAttribute('role')).toBe('button');
      expect(worker.querySelector('title')?.textContent).toBe(
        'Lambda function Worker, time-out 60 s, 256 MB of memory, fed by Queue',
      );
      worker.dispatchEvent(new MouseEvent('click', { bubbles: true }));
      expect(page.sent.at(-1)).toMatchObject({ name: 'reveal', params: { pointer: '/Resources/Worker' } });
    });

    it('is walked by the arrow keys: down the flow, and beside it to what failed', () => {
      page.tell('graph', pipelineOf(TEMPLATE));
      const start = page.root.querySelector<SVGElement>('.node[tabindex="0"]')!;
      expect(start.dataset.pointer).toBe('/Resources/Queue');
      start.focus();
      press('ArrowDown');
      expect(focused()).toBe('/Resources/Worker');
      press('ArrowRight');
      expect(focused()).toBe('/Resources/Dead');
      press('ArrowUp');
      expect(focused()).toBe('/Resources/Queue');
    });

    it('says what a template lacks that gives no picture', () => {
      page.tell('graph', pipelineOf('Resources: { Role: { Type: AWS::IAM::Role } }'));
      expect(page.root.querySelector('.empty')?.textContent).toMatch(/the template has no function, queue, table/);
    });
  });

  it('never makes HTML of names', () => {
    const name = '<img src=x onerror=alert(1)>';
    page.tell('graph', update({ StartAt: name, States: { [name]: { Type: 'Pass', End: true } } }));
    expect(page.root.querySelector('img')).toBeNull();
    expect(page.root.querySelector('.name')?.textContent).toContain('<img');
  });

  it('shows a clicked state in the text', () => {
    page.tell('graph', update(MACHINE));
    node(page, '/States/M')
      .querySelector('.name')!
      .dispatchEvent(new MouseEvent('click', { bubbles: true }));
    expect(page.sent.at(-1)).toMatchObject({ name: 'reveal', params: { pointer: '/States/M' } });
    expect(node(page, '/States/M').getAttribute('aria-current')).toBe('true');
  });

  it('has one tab stop, which the arrows move along the flow, into a region and out of it', () => {
    page.tell('graph', update(MACHINE));
    const stops = () =>
      [...page.root.querySelectorAll('svg [tabindex="0"]')].map((each) => each.getAttribute('data-pointer'));
    expect(stops()).toEqual(['/States/A']);
    node(page, '/States/A').focus();
    const way = ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowUp', 'ArrowDown', 'Home'].map((key) => {
      press(key);
      return focused();
    });
    const w = '/States/M/ItemProcessor/States/W';
    expect(way).toEqual(['/States/M', w, '/States/Z', '/States/M', w, '/States/A']);
    press('ArrowDown');
    press('ArrowDown');
    press('Escape');
    expect(focused()).toBe('/States/M');
    press('ArrowRight');
    expect(focused()).toBe('/States/H');
    press('ArrowLeft');
    expect(focused()).toBe('/States/M');
    expect(stops()).toEqual(['/States/M']);
    press('Enter');
    expect(page.sent.at(-1)).toMatchObject({ name: 'reveal', params: { pointer: '/States/M' } });
  });

  it('marks the state of the text cursor, or the region around it', () => {
    page.tell('select', { pointer: '/States/A' });
    page.tell('graph', update(MACHINE));
    const selected = () => page.root.querySelector('.selected')?.getAttribute('data-pointer');
    expect(selected()).toBe('/States/A');
    page.tell('select', { pointer: '/States/M/ItemProcessor/States/Gone' });
    expect(selected()).toBe('/States/M');
    page.tell('select', {});
    expect(selected()).toBeUndefined();
  });

  it('keeps focus and zoom when the text changes', () => {
    page.tell('graph', update(MACHINE));
    node(page, '/States/Z').focus();
    press('+');
    const zoom = (page.kept() as { zoom: number }).zoom;
    expect(zoom).toBeGreaterThan(1);
    page.tell('graph', update(MACHINE, 2));
    expect(focused()).toBe('/States/Z');
    expect((page.kept() as { zoom: number }).zoom).toBe(zoom);
    expect(Number(page.root.querySelector('svg')!.getAttribute('width'))).toBeGreaterThan(100);
  });

  it('starts where it was left', () => {
    const again = mountView({ mount }, { zoom: 2, left: 30, top: 40 });
    again.tell('graph', update(MACHINE));
    expect(again.root.querySelector('.zoom')?.textContent).toBe('200%');
    const spoiled = mountView({ mount }, { zoom: 'wide' });
    spoiled.tell('graph', update(MACHINE));
    expect(spoiled.root.querySelector('.zoom')?.textContent).toBe('100%');
  });

  it('does not let an older picture take the place of a newer one', () => {
    page.tell('graph', update(MACHINE, 5));
    page.tell('graph', update({ StartAt: 'Old', States: { Old: { Type: 'Pass' } } }, 4));
    expect(node(page, '/States/A')).not.toBeNull();
  });

  it('keeps the last good picture of a broken text, with a banner that leads to the error', () => {
    page.tell('graph', update(MACHINE));
    page.tell('graph', update(MACHINE, 2, [{ message: 'A comma is missing.', start: 17 }]));
    const banner = page.root.querySelector<HTMLElement>('.banner')!;
    expect(banner.hidden).toBe(false);
    expect(banner.textContent).toContain('A comma is missing.');
    expect(page.root.querySelector('.canvas')!.classList.contains('stale')).toBe(true);
    banner.querySelector('button')!.click();
    expect(page.sent.at(-1)).toMatchObject({ name: 'revealProblem', params: { start: 17 } });
    page.tell('graph', update(MACHINE, 3));
    expect(banner.hidden).toBe(true);
  });

  it('says that there is nothing to draw', () => {
    page.tell('graph', update(undefined));
    expect(page.root.querySelector('.empty')?.textContent).toContain('nothing to draw');
  });

  it('draws an execution, and takes it away', () => {
    page.tell('graph', update(MACHINE));
    const states = { '/States/A': { entered: 1, running: 1, succeeded: 0, failed: 0, retries: 0 } };
    page.tell('snapshot', { snapshot: { executionArn: 'a', status: 'RUNNING', states, mapRuns: [], at: 'x' } });
    expect(node(page, '/States/A').classList.contains('run-running')).toBe(true);
    page.tell('snapshot', {});
    expect(node(page, '/States/A').classList.contains('run-running')).toBe(false);
  });

  it('refuses what is no message of its host, and says so', async () => {
    page.tell('graph', { documentVersion: 'x' });
    page.tell('execute', {});
    await page.answer(page.sent[0]!, 'the editor is gone');
    expect(page.problems).toEqual([
      'An event was refused: graph: params.documentVersion is not a number.',
      'An event was refused: execute: there is no such event.',
      'the editor is gone',
    ]);
  });
});
