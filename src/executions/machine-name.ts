import { basename } from 'node:path';

/** From the file's name, with what AWS allows in a machine's. */
export function machineNameOf(path: string): string {
  const name = basename(path)
    .replace(/(\.asl)?\.(json|ya?ml|asl)$/i, '')
    .replace(/[^A-Za-z0-9_.-]+/g, '-')
    .slice(0, 80);
  return name === '' ? 'state-machine' : name;
}
