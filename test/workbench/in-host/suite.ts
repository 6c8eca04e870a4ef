/** The tests that run inside the extension host: VS Code calls `run`, which rejects when one failed. */
import { featureTests } from './feature-tests.ts';
import { languageTests } from './language-tests.ts';
import { manifestTests } from './manifest-tests.ts';
import { templateTests } from './template-tests.ts';
import { verdictTests } from './verdict-tests.ts';

export interface HostTest {
  readonly name: string;
  readonly run: () => Promise<void>;
}

export async function run(): Promise<void> {
  const tests = [...manifestTests, ...languageTests, ...featureTests, ...templateTests, ...verdictTests];
  const failed: string[] = [];
  for (const test of tests) {
    try {
      await test.run();
      console.log(`✓ ${test.name}`);
    } catch (error) {
      failed.push(test.name);
      console.log(`✗ ${test.name}\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }
  console.log(`in the extension host: ${String(tests.length - failed.length)} passed, ${String(failed.length)} failed`);
  if (failed.length > 0) throw new Error(`${String(failed.length)} failed: ${failed.join(', ')}`);
}
