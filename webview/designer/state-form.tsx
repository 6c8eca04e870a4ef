import { useEffect, useState, type ReactNode } from 'react';
import { parsePointer } from '../../src/asl/pointer.ts';
import type { FormSection } from '../../src/design/form.ts';
import type { StateForm } from '../../src/protocol/designer.ts';
import { isEditable, useDesigner } from './designer-context.ts';
import { FormFieldView } from './form-field.tsx';
import { ToolButton } from './toolbar.tsx';
import { hasBrowser, ItemSource } from './item-source.tsx';
import { messageOf } from '../page.ts';

/** A state's fields as a form, which follows the text; each value goes into the text when its field is left. */
export function StateFormView({ pointer }: { readonly pointer: string }): ReactNode {
  const { state, client, dispatch } = useDesigner();
  const [form, setForm] = useState<StateForm>();
  const version = state.update?.documentVersion;
  const isStale = state.update?.stale === true;
  useEffect(() => {
    if (isStale) return;
    let isCurrent = true;
    client
      .ask('form', { pointer })
      .then((answer) => isCurrent && setForm(answer ?? undefined))
      .catch((error: unknown) => dispatch({ kind: 'note', note: { kind: 'refused', text: messageOf(error) } }));
    return () => {
      isCurrent = false;
    };
  }, [client, dispatch, pointer, version, isStale]);
  if (form === undefined) return null;
  const editable = isEditable(state);
  const hasExpressions = form.sections.some(({ fields }) =>
    fields.some(({ control }) => control.kind === 'expression'),
  );
  return (
    <form className="state-form" aria-label={`Fields of ${form.name}`} onSubmit={(event) => event.preventDefault()}>
      {form.sections.map((section, index) => (
        <SectionView key={section.pointer} section={section} form={form} isFirst={index === 0} isEditable={editable} />
      ))}
      {hasExpressions && <SampleInput />}
    </form>
  );
}

interface SectionProps {
  readonly section: FormSection;
  readonly form: StateForm;
  readonly isFirst: boolean;
  readonly isEditable: boolean;
}

function SectionView({ section, form, isFirst, isEditable: editable }: SectionProps): ReactNode {
  const { client, follow } = useDesigner();
  const { title, pointer, depth, fields, missing, isPart, isOptional } = section;
  const given = fields.filter(({ isSet, required }) => isSet || required);
  const others = fields.filter(({ isSet, required }) => !isSet && !required);
  const parent = pointer.slice(0, pointer.lastIndexOf('/'));
  const key = parsePointer(pointer)?.at(-1) ?? '';
  const show = (list: FormSection['fields']): ReactNode =>
    list.map((field) => (
      <FormFieldView key={field.key} field={field} object={pointer} form={form} isEditable={editable} />
    ));
  const body = (
    <>
      {show(given)}
      {hasBrowser(section) && <ItemSource section={section} state={form.pointer} isEditable={editable} />}
      {others.length > 0 && (
        <details className="more-fields">
          <summary>
            {given.length === 0 ? '' : 'More: '}
            <span className="field-names">{others.map((field) => field.key).join(', ')}</span>
          </summary>
          {show(others)}
        </details>
      )}
      {editable && missing.length > 0 && (
        <div className="add-objects">
          {missing.map((each) => (
            <button
              key={each.key}
              type="button"
              title={each.about}
              onClick={() =>
                void follow(client.gesture({ kind: 'set-property', object: pointer, key: each.key, value: {} }))
              }
            >
              Add {each.key}
            </button>
          ))}
        </div>
      )}
    </>
  );
  if (isFirst) return <fieldset aria-label={`${title}, its own fields`}>{body}</fieldset>;
  return (
    <fieldset className={`depth-${Math.min(depth, 3)}`}>
      <legend>
        <span>{title}</span>
        {editable && isPart && (
          <>
            <ToolButton
              label={`Move ${title} up`}
              icon="up"
              isDisabled={/\/0$/.test(pointer)}
              onClick={() => void follow(client.gesture({ kind: 'move-part', part: pointer, by: -1 }))}
            />
            <ToolButton
              label={`Move ${title} down`}
              icon="down"
              isDisabled={isLast(section, form)}
              onClick={() => void follow(client.gesture({ kind: 'move-part', part: pointer, by: 1 }))}
            />
            <ToolButton
              label={`Remove ${title}`}
              icon="trash"
              onClick={() => void follow(client.gesture({ kind: 'remove-parts', parts: [pointer] }))}
            />
          </>
        )}
        {editable && isOptional && (
          <ToolButton
            label={`Remove ${title}`}
            icon="trash"
            onClick={() => void follow(client.gesture({ kind: 'set-property', object: parent, key }))}
          />
        )}
      </legend>
      {body}
    </fieldset>
  );
}

function isLast({ pointer }: FormSection, { sections }: StateForm): boolean {
  const [, list = '', index = '0'] = /^(.*)\/(\d+)$/.exec(pointer) ?? [];
  return !sections.some((other) => other.pointer === `${list}/${Number(index) + 1}`);
}

/** What expressions are tried on; kept with the page, in no file. */
function SampleInput(): ReactNode {
  const { state, dispatch } = useDesigner();
  const problem = state.sample.trim() === '' ? undefined : problemOf(state.sample);
  return (
    <details className="sample" open={state.sample !== ''}>
      <summary>Sample input</summary>
      <label>
        <span className="field-about">
          A JSON text: what each expression gives on it is shown below the expression.
        </span>
        <textarea
          rows={4}
          spellCheck={false}
          aria-label="Sample input, a JSON text"
          aria-invalid={problem !== undefined}
          value={state.sample}
          placeholder='{"orders": [{"id": 1}]}'
          onChange={(event) => dispatch({ kind: 'sample', text: event.target.value })}
        />
      </label>
      {problem !== undefined && (
        <p className="field-problem" role="alert">
          {problem}
        </p>
      )}
    </details>
  );
}

/** What is wrong with a JSON text, in one line; undefined where nothing is. */
function problemOf(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return `This is no JSON yet: ${messageOf(error)}`;
  }
}
