import validate from 'asl-validator';
import { parentPort, workerData } from 'node:worker_threads';
import type { JsonObject } from '../../asl/json.ts';
import { askValidator } from '../../validation/second-opinion.ts';

// asl-validator takes 150 to 500 ms: here they stall nobody.
parentPort?.postMessage(askValidator(validate, workerData as JsonObject));
