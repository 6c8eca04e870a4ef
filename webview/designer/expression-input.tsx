import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { ExpressionResult, Suggestion } from '../../src/protocol/designer.ts';
import { useDesigner } from './designer-context.ts';
import { isGiven } from './given.ts';
import { useDraft, type ControlProps } from './form-field.tsx';

export interface ExpressionInputProps extends ControlProps {
  /** JSON Pointer of the state that the expression stands in. */
  readonly state: string;
  readonly object: string;
  readonly fieldKey: string;
  /** `null` may stand in its place. */
  readonly isNullable: boolean;
}

/** Long enough for a burst of keys. */
const TRY_AFTER_MILLISECONDS = 250;
/** Who waits for a suggestion has stopped writing for a moment. */
const SUGGEST_AFTER_MILLISECONDS = 100;

/** An expression with what can be written next, and what it gives on the sample input. */
export function ExpressionInput(props: ExpressionInputProps): ReactNode {
  const { id, text, fallback, describedBy, isInvalid, isDisabled, onCommit, onEdit, state, object, fieldKey } = props;
  const { client } = useDesigner();
  const [draft, setDraft] = useDraft(text);
  const [found, setFound] = useState<readonly Suggestion[]>([]);
  const [active, setActive] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const asked = useRef(0);
  const soon = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(soon.current), []);
  const isOpen = found.length > 0;

  const close = (): void => {
    clearTimeout(soon.current);
    asked.current++;
    setFound([]);
    setActive(-1);
  };
  const suggest = (value: string): void => {
    const turn = ++asked.current;
    const offset = input.current?.selectionStart ?? value.length;
    client.ask('suggest', { object, key: fieldKey, text: value, offset }).then(
      (suggestions) => {
        if (asked.current !== turn) return;
        setFound(suggestions);
        setActive(-1);
      },
      // No help is no reason to disturb somebody who writes.
      () => close(),
    );
  };
  const suggestSoon = (value: string): void => {
    clearTimeout(soon.current);
    soon.current = setTimeout(() => suggest(value), SUGGEST_AFTER_MILLISECONDS);
  };
  const take = ({ insert, start }: Suggestion): void => {
    const end = input.current?.selectionStart ?? draft.length;
    const value = draft.slice(0, start) + insert + draft.slice(end);
    setDraft(value);
    close();
    onEdit();
    const cursor = start + insert.length;
    requestAnimationFrame(() => input.current?.setSelectionRange(cursor, cursor));
  };
  const key = (event: React.KeyboardEvent): void => {
    const chosen = found[active];
    if (event.key === ' ' && event.ctrlKey) suggest(draft);
    else if (isOpen && event.key === 'ArrowDown') setActive((active + 1) % found.length);
    else if (isOpen && event.key === 'ArrowUp') setActive(active <= 0 ? found.length - 1 : active - 1);
    else if (isOpen && chosen !== undefined && (event.key === 'Enter' || event.key === 'Tab')) take(chosen);
    else if (isOpen && event.key === 'Escape') close();
    else {
      if (event.key === 'Enter') {
        close();
        onCommit(draft);
      } else if (event.key === 'Escape') setDraft(text);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="expression">
      <input
        ref={input}
        id={id}
        type="text"
        className="mono"
        role="combobox"
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={active < 0 ? undefined : `${id}-${active}`}
        aria-describedby={describedBy}
        aria-invalid={isInvalid || undefined}
        value={draft}
        placeholder={fallback}
        disabled={isDisabled}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => {
          setDraft(event.target.value);
          onEdit();
          suggestSoon(event.target.value);
        }}
        onKeyDown={key}
        onBlur={() => {
          close();
          onCommit(draft);
        }}
      />
      <ul className="suggestions" role="listbox" id={`${id}-list`} aria-label="What can be written" hidden={!isOpen}>
        {found.map((suggestion, index) => (
          <li
            key={suggestion.label}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            className={index === active ? 'active' : undefined}
            // The field keeps the focus: leaving it would take what was written.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => take(suggestion)}
          >
            <span className="mono">{suggestion.label}</span>
            <span className="pick-about">{suggestion.about}</span>
          </li>
        ))}
      </ul>
      <LiveResult state={state} text={props.isNullable && draft.trim() === 'null' ? '' : draft} />
    </div>
  );
}

/** What the expression gives on the sample input, while there is one. */
function LiveResult({ state, text }: { readonly state: string; readonly text: string }): ReactNode {
  const {
    client,
    state: { sample },
  } = useDesigner();
  const [result, setResult] = useState<ExpressionResult>();
  // Fields of numbers take expressions too; a number is itself.
  const isTried = sample.trim() !== '' && text.trim() !== '' && !Number.isFinite(Number(text));
  useEffect(() => {
    setResult(undefined);
    if (!isTried) return;
    let isCurrent = true;
    const timer = setTimeout(() => {
      client.ask('evaluate', { pointer: state, text, input: sample }).then(
        (answer) => isCurrent && setResult(answer),
        () => undefined,
      );
    }, TRY_AFTER_MILLISECONDS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [client, state, text, sample, isTried]);
  if (!isTried || result === undefined) return null;
  const isError = isGiven(result.error);
  return (
    <output className={`live-result${isError ? ' is-error' : ''}`}>
      {isError ? result.error : `= ${result.value ?? 'nothing'}`}
    </output>
  );
}
