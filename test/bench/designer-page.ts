export async function benchPage(vsix: string, machine: unknown): Promise<void> {}
