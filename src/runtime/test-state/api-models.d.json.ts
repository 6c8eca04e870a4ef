import type { PackedService } from './packed-models.ts';

/** By the service's name in an `aws-sdk:` Resource. Declared, since inferring it takes as long as the rest of the project. */
declare const models: Readonly<Record<string, PackedService>>;
export = models;
