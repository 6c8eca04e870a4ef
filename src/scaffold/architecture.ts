/** The processor of every function that is scaffolded: a fifth cheaper than x86, and as good for this. */
export const ARCHITECTURE = 'arm64';
