/** One file of a scaffold. */
export interface ScaffoldFile {
  /** Relative to the project's folder, with `/`; never leads out of it. */
  readonly path: string;
  readonly contents: string | Uint8Array;
}
