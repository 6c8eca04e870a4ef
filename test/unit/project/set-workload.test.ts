import { expect, it } from 'vitest';
import { parseProject } from '../../../src/project/parse-project.ts';
import { setWorkload } from '../../../src/project/set-workload.ts';

it('changes the workload and leaves every other byte', () => {
  const text = '{\n    "definition": "a.asl.json",\n\n    "workload": { "items": 5, "freeTier": true }\n}\n';
  const changed = setWorkload(text, { items: 7, runsPerMonth: 30, freeTier: undefined });
  expect(changed.startsWith('{\n    "definition": "a.asl.json",\n\n    "workload": {')).toBe(true);
  expect(changed.endsWith('}\n}\n')).toBe(true);
  expect(parseProject(changed).project?.workload).toEqual({ items: 7, runsPerMonth: 30 });
});

it('makes one where there is none, with the indent and the line ends of the file', () => {
  const changed = setWorkload('{\r\n\t"definition": "a.asl.json"\r\n}\r\n', { items: 1 });
  expect(changed).toBe('{\r\n\t"definition": "a.asl.json",\r\n\t"workload": {\r\n\t\t"items": 1\r\n\t}\r\n}\r\n');
});
