/**
 * Paths as text, with `/` on every system: Node takes them on Windows too. A path is absolute when it starts with `/`
 * or with a drive (`C:/`).
 */

/** `\` becomes `/`. Only for paths that come from the system, never for what is written in a project file. */
export function toSlashes(path: string): string {
  return path.replaceAll('\\', '/');
}

export function isAbsolutePath(path: string): boolean {
  return path.startsWith('/') || /^[A-Za-z]:($|[\\/])/.test(path);
}

/** Takes out `.`, `..` and doubled slashes. A relative path keeps the `..` that lead out of it; "" becomes ".". */
export function normalizePath(path: string): string {
  const root = /^([A-Za-z]:)?\//.exec(path)?.[0] ?? '';
  const parts: string[] = [];
  for (const part of path.slice(root.length).split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (root === '') parts.push('..');
  }
  const joined = root + parts.join('/');
  return joined === '' ? '.' : joined;
}

/** `path` as seen from `folder`; an absolute `path` stays what it is. */
export function joinPath(folder: string, path: string): string {
  return normalizePath(isAbsolutePath(path) ? path : `${folder}/${path}`);
}

/** The folder of a path; the root's is the root, that of a bare name is ".". */
export function parentFolder(path: string): string {
  const normal = normalizePath(path);
  const root = /^([A-Za-z]:)?\//.exec(normal)?.[0] ?? '';
  const cut = normal.lastIndexOf('/');
  if (cut < root.length) return root === '' ? '.' : root;
  return normal.slice(0, cut);
}

/** Whether `path` is `folder` or lies in it. Both normalized, both absolute or both relative. */
export function isInside(folder: string, path: string): boolean {
  if (folder === '.') return path !== '..' && !path.startsWith('../') && !isAbsolutePath(path);
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

/**
 * Why this text cannot be a path of a project or a scaffold, in words that follow it; undefined when it can. Such paths
 * are relative, written with `/`, and mean the same on every system.
 */
export function relativePathFault(path: string): string | undefined {
  if (path === '') return 'is empty';
  if (path.includes('\0')) return 'holds a NUL character';
  if (path.includes('\\')) return 'uses "\\": write "/" between folders';
  if (isAbsolutePath(path)) return 'is absolute: make it relative to fanout.json';
  return undefined;
}
