/** An icon for each state type: paths in a square of 18, drawn as lines. */
export const TYPE_ICONS: Readonly<Record<string, string>> = {
  Task: 'M10 2 4 10.2h4.4L7.6 16l6.4-8.6H9.4z',
  Choice: 'M9 2l7 7-7 7-7-7z',
  Map: 'M9 2l7 3.6-7 3.6-7-3.6z M2 9l7 3.6L16 9 M2 12.6l7 3.6 7-3.6',
  Parallel: 'M4 2.5v13 M9 2.5v13 M14 2.5v13',
  Wait: 'M9 2a7 7 0 1 0 0 14A7 7 0 1 0 9 2z M9 5v4.2l2.8 1.9',
  Pass: 'M2.5 9h13 M11 4.5 15.5 9 11 13.5',
  Succeed: 'M9 2a7 7 0 1 0 0 14A7 7 0 1 0 9 2z M5.8 9.2l2.3 2.3 4.2-4.6',
  Fail: 'M9 2a7 7 0 1 0 0 14A7 7 0 1 0 9 2z M6.4 6.4l5.2 5.2 M11.6 6.4l-5.2 5.2',
};

/** For a missing state, and for a type that is not known. */
export const UNKNOWN_ICON = 'M6 6.4a3 3 0 1 1 4.6 2.6c-1 .6-1.6 1.1-1.6 2.3 M9 14.4v.2';
