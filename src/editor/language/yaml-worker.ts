import { parentPort } from 'node:worker_threads';
import { parseYamlSyntax } from '../../asl/parse-yaml.ts';

/** A thread of its own: it answers each text with its tree. */
parentPort?.on('message', (text: string) => parentPort?.postMessage(parseYamlSyntax(text)));
