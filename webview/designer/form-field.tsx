import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import type { FormControl, FormField } from '../../src/design/form.ts';
import { readValue } from '../../src/design/read-value.ts';
import type { JsonValue } from '../../src/asl/json.ts';
import type { StateForm } from '../../src/protocol/designer.ts';
import { messageOf } from '../page.ts';
import { useDesigner } from './designer-context.ts';
import { isGiven } from './given.ts';
import { ExpressionInput } from './expression-input.tsx';

export interface FieldProps {
  readonly field: FormField;
  /** JSON Pointer of the object that the field stands in. */
  readonly object: string;
  readonly form: StateForm;
  readonly isEditable: boolean;
}

/** One field of the language: its name, what it is about, and the control that suits its value. */
export function FormFieldView({ field, object, form, isEditable }: FieldProps): ReactNode {
  const { client, follow } = useDesigner();
  const id = useId();
  const { key, about, page, required, control, fallback, substituted } = field;
  const [problem, setProblem] = useState<string>();
  const isTarget = key === 'Next' || key === 'Default';
  const used: FormControl = substituted ? { kind: 'json' } : isTarget ? { kind: 'text' } : control;
  const { kind } = used;
  const shown = showValue(field, kind);
  /** What was sent last, until the form is that of a later text: Enter and then leaving the field are one change. */
  const sent = useRef<string>(undefined);
  useEffect(() => {
    sent.current = undefined;
  }, [field]);

  /** Into the text, if it says something else than before; nothing written takes the field out. */
  const commit = (text: string): void => {
    let value: JsonValue | undefined;
    try {
      value = readValue(text, used);
    } catch (error) {
      setProblem(messageOf(error));
      return;
    }
    setProblem(undefined);
    if (text === (sent.current ?? shown)) return;
    if (sent.current === undefined && JSON.stringify(value) === JSON.stringify(valueOf(field))) return;
    sent.current = text;
    const gesture = { kind: 'set-property', object, key, ...(value === undefined ? {} : { value }) } as const;
    void follow(client.gesture(gesture)).then((isDone) => {
      if (!isDone && sent.current === text) sent.current = undefined;
    });
  };
  const common = {
    id,
    text: shown,
    fallback: isGiven(fallback) ? fallback : undefined,
    describedBy: `${id}-about`,
    isInvalid: problem !== undefined,
    isDisabled: !isEditable,
    onCommit: commit,
    onEdit: () => setProblem(undefined),
  };
  return (
    <div className={`field${field.isSet ? ' is-set' : ''}`} data-key={key}>
      <label htmlFor={id} title={`${about}\n${page}`}>
        {key}
        {required && (
          <span className="required" title="required">
            {' '}
            *<span className="visually-hidden"> required</span>
          </span>
        )}
      </label>
      {kind === 'choice' || kind === 'boolean' || isTarget ? (
        <ChoiceControl {...common} values={choicesOf(field, form, shown, isTarget)} isRequired={required} />
      ) : kind === 'json' ? (
        <TextControl {...common} isLong />
      ) : kind === 'expression' ? (
        <ExpressionInput
          {...common}
          state={form.pointer}
          object={object}
          fieldKey={key}
          isNullable={'isNullable' in used}
        />
      ) : (
        <TextControl {...common} isLong={key === 'Comment' && common.text.length > 40} isNumber={kind === 'number'} />
      )}
      {problem !== undefined && (
        <p className="field-problem" role="alert">
          {problem}
        </p>
      )}
      <p id={`${id}-about`} className="field-about">
        {about}
      </p>
    </div>
  );
}

function choicesOf(
  { control }: FormField,
  { targets }: StateForm,
  shown: string,
  isTarget: boolean,
): readonly string[] {
  const known = isTarget ? targets : control.kind === 'choice' ? control.values : ['true', 'false'];
  return shown === '' || known.includes(shown) ? known : [shown, ...known];
}

/** Undefined where the field does not stand in the text: a message may carry null for that. */
function valueOf({ isSet, value }: FormField): JsonValue | undefined {
  return isSet ? (value ?? null) : undefined;
}

function showValue(field: FormField, kind: string): string {
  const value = valueOf(field);
  if (value === undefined) return '';
  if (kind === 'json') return JSON.stringify(value, null, 2);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export interface ControlProps {
  readonly id: string;
  /** What stands in the text now. */
  readonly text: string;
  readonly fallback: string | undefined;
  readonly describedBy: string;
  readonly isInvalid: boolean;
  readonly isDisabled: boolean;
  readonly onCommit: (text: string) => void;
  /** Something was typed: what was wrong may be right now. */
  readonly onEdit: () => void;
}

/** What is being written: follows the text of the file, but not while somebody writes. */
export function useDraft(text: string): readonly [draft: string, setDraft: (draft: string) => void] {
  const [draft, setDraft] = useState(text);
  const seen = useRef(text);
  useEffect(() => {
    // What was not changed here takes on what the file says now.
    setDraft((now) => (now === seen.current || now === text ? text : now));
    seen.current = text;
  }, [text]);
  return [draft, setDraft];
}

interface TextControlProps extends ControlProps {
  readonly isLong?: boolean;
  readonly isNumber?: boolean;
}

function TextControl(props: TextControlProps): ReactNode {
  const { id, text, fallback, describedBy, isInvalid, isDisabled, onCommit, onEdit, isLong, isNumber } = props;
  const [draft, setDraft] = useDraft(text);
  const attributes = {
    id,
    value: draft,
    disabled: isDisabled,
    spellCheck: false,
    placeholder: fallback,
    'aria-describedby': describedBy,
    'aria-invalid': isInvalid || undefined,
    onBlur: () => onCommit(draft),
  };
  const change = (value: string): void => {
    setDraft(value);
    onEdit();
  };
  if (isLong)
    return (
      <textarea
        {...attributes}
        rows={Math.min(14, Math.max(2, draft.split('\n').length))}
        onChange={(event) => change(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) onCommit(draft);
          if (event.key === 'Escape') setDraft(text);
        }}
      />
    );
  return (
    <input
      {...attributes}
      type="text"
      inputMode={isNumber ? 'decimal' : undefined}
      onChange={(event) => change(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') onCommit(draft);
        if (event.key === 'Escape') setDraft(text);
      }}
    />
  );
}

interface ChoiceControlProps extends ControlProps {
  readonly values: readonly string[];
  readonly isRequired: boolean;
}

function ChoiceControl({
  id,
  text,
  fallback,
  values,
  isRequired,
  describedBy,
  ...rest
}: ChoiceControlProps): ReactNode {
  const { isDisabled, onCommit } = rest;
  return (
    <select
      id={id}
      value={text}
      disabled={isDisabled}
      aria-describedby={describedBy}
      onChange={(event) => onCommit(event.target.value)}
    >
      {(!isRequired || text === '') && <option value="">{fallback === undefined ? '—' : `— (${fallback})`}</option>}
      {values.map((value) => (
        <option key={value} value={value}>
          {value}
        </option>
      ))}
    </select>
  );
}
