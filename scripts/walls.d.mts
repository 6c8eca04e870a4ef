export interface Room {
  readonly imports: readonly string[];
  readonly node: boolean;
  readonly vscode: boolean;
  readonly packages?: readonly string[] | true;
  readonly aslValidator?: boolean;
}
export const ROOMS: Readonly<Record<string, Room>>;
export const FRONT_ENDS: Readonly<Record<string, Room>>;
export const PAGES: { readonly imports: readonly string[] };
