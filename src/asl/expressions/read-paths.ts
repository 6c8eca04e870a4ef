import type { Compiled, Path, PathExpression, ReferencePath } from './expression.ts';
import { compilePathExpression } from './intrinsics.ts';
import { compilePath, compileReferencePath } from './paths.ts';
import { rememberByText } from './remember.ts';

/** Reads each path, and each intrinsic function, once. What a text says is wrong is the same whatever field it is in. */
export interface PathReader {
  readonly path: (text: string) => Compiled<Path>;
  readonly reference: (text: string) => Compiled<ReferencePath>;
  /** A path or an intrinsic function. */
  readonly expression: (text: string) => Compiled<PathExpression>;
}

export function rememberPaths(): PathReader {
  return {
    path: rememberByText(compilePath),
    reference: rememberByText(compileReferencePath),
    expression: rememberByText((text) => compilePathExpression(text, '')),
  };
}
