/** What a pattern asks before it writes its files. The same list drives the palette's wizard and `fanout scaffold`. */
export type Answer = string | number | boolean;
export type Answers = Readonly<Record<string, Answer>>;

interface QuestionBase {
  /** The name of the answer: `--set id=value`. */
  readonly id: string;
  /** One short sentence, the title of its step. */
  readonly prompt: string;
  /** What to know before one answers, one sentence. */
  readonly help?: string;
  /** Whether it is asked, given the answers before it; always, when absent. */
  readonly when?: (answers: Answers) => boolean;
}

export interface ChoiceQuestion extends QuestionBase {
  readonly kind: 'choice';
  readonly choices: readonly Choice[];
  readonly default: string;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
  /** What it is, a few words beside the label. */
  readonly description: string;
  /** Why one would take it: the trade-off, one or two sentences. */
  readonly reason: string;
  /** Whether it is offered, given the answers before its question; always, when absent. Never of a default. */
  readonly when?: (answers: Answers) => boolean;
}

export interface TextQuestion extends QuestionBase {
  readonly kind: 'text';
  readonly default: (answers: Answers) => string;
  /** One sentence that says what is wrong and what to do; undefined when the value is right. */
  readonly validate: (value: string, answers: Answers) => string | undefined;
}

export interface NumberQuestion extends QuestionBase {
  readonly kind: 'number';
  readonly default: number;
  readonly least: number;
  readonly most: number;
  /** Whether 0.5 is an answer. */
  readonly fractions?: boolean;
}

export interface BooleanQuestion extends QuestionBase {
  readonly kind: 'boolean';
  readonly default: boolean;
  /** What yes and no mean. */
  readonly yes: string;
  readonly no: string;
}

export type Question = ChoiceQuestion | TextQuestion | NumberQuestion | BooleanQuestion;

/** The questions that are asked after these answers, in order. */
export function askedQuestions(questions: readonly Question[], answers: Answers): Question[] {
  return questions.filter((question) => question.when?.(answers) ?? true);
}

/** The choices that there are after these answers. */
export function offeredChoices({ choices }: ChoiceQuestion, answers: Answers): Choice[] {
  return choices.filter((choice) => choice.when?.(answers) ?? true);
}

export function defaultAnswer(question: Question, answers: Answers): Answer {
  return question.kind === 'text' ? question.default(answers) : question.default;
}

export type CheckedAnswer = { readonly value: Answer } | { readonly problem: string };

/**
 * Reads an answer as it was typed or as JSON gives it: `"10"` and `10` are both the number 10. The problem is one
 * sentence without the question's id.
 */
export function checkAnswer(question: Question, given: unknown, answers: Answers): CheckedAnswer {
  switch (question.kind) {
    case 'choice': {
      const values = offeredChoices(question, answers).map(({ value }) => value);
      const found = values.find((value) => value === given) ?? values.find((value) => isSameWord(value, given));
      return found === undefined ? { problem: `must be one of ${values.join(', ')}.` } : { value: found };
    }
    case 'text': {
      if (typeof given !== 'string') return { problem: 'must be text.' };
      const problem = question.validate(given, answers);
      return problem === undefined ? { value: given } : { problem };
    }
    case 'number':
      return checkNumber(question, given);
    case 'boolean': {
      if (typeof given === 'boolean') return { value: given };
      const word = typeof given === 'string' ? given.toLowerCase() : '';
      if (word === 'true' || word === 'yes') return { value: true };
      return word === 'false' || word === 'no' ? { value: false } : { problem: 'must be true or false.' };
    }
  }
}

function isSameWord(value: string, given: unknown): boolean {
  return typeof given === 'string' && given.toLowerCase() === value.toLowerCase();
}

function checkNumber(question: NumberQuestion, given: unknown): CheckedAnswer {
  const { least, most, fractions = false } = question;
  const value = typeof given === 'string' && /^-?\d+(\.\d+)?$/.test(given.trim()) ? Number(given) : given;
  const fits = typeof value === 'number' && value >= least && value <= most && (fractions || Number.isInteger(value));
  if (fits) return { value };
  const range = most === Number.MAX_SAFE_INTEGER ? `of ${least} or more` : `from ${least} to ${most}`;
  return { problem: `must be a ${fractions ? '' : 'whole '}number ${range}.` };
}

export interface CompletedAnswers {
  /** An answer for each question that is asked; absent when there is a problem. */
  readonly answers: Answers | undefined;
  /** One sentence each. */
  readonly problems: readonly string[];
}

/**
 * Checks what was answered and fills in the defaults. An answer to no question, or to one that is not asked after the
 * others, is a problem: it would be ignored otherwise.
 */
export function completeAnswers(
  questions: readonly Question[],
  given: Readonly<Record<string, unknown>>,
): CompletedAnswers {
  const problems: string[] = [];
  const answers: Record<string, Answer> = {};
  const unasked = new Set<string>();
  for (const question of questions) {
    if (question.when && !question.when(answers)) {
      unasked.add(question.id);
      continue;
    }
    const checked = Object.hasOwn(given, question.id)
      ? checkAnswer(question, given[question.id], answers)
      : { value: defaultAnswer(question, answers) };
    if ('value' in checked) answers[question.id] = checked.value;
    else {
      problems.push(`"${question.id}" ${checked.problem}`);
      // The questions after it still need an answer to look at.
      answers[question.id] = defaultAnswer(question, answers);
    }
  }
  for (const id of Object.keys(given)) {
    if (unasked.has(id)) problems.push(`"${id}" has no use with the other answers: leave it out.`);
    else if (!questions.some((question) => question.id === id))
      problems.push(`Unknown answer "${id}". Known: ${questions.map((question) => question.id).join(', ')}.`);
  }
  return { answers: problems.length > 0 ? undefined : answers, problems };
}
