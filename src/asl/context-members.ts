/** A member of the Context object, or of `$states`. */
export interface Member {
  readonly about: string;
  readonly members?: Readonly<Record<string, Member>>;
}

/** What is there everywhere. https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
export const CONTEXT: Readonly<Record<string, Member>> = {
  Execution: {
    about: 'The execution.',
    members: {
      Id: { about: 'ARN of the execution.' },
      Input: { about: 'What the execution was started with.' },
      Name: { about: 'Name of the execution.' },
      RoleArn: { about: 'ARN of the role that the execution has.' },
      StartTime: { about: 'When it started, ISO 8601.' },
      RedriveCount: { about: 'How often it was redriven; 0 at first.' },
      RedriveTime: { about: 'When it was redriven last; absent before.' },
    },
  },
  State: {
    about: 'The state.',
    members: {
      EnteredTime: { about: 'When the state was entered, ISO 8601.' },
      Name: { about: 'Name of the state.' },
      RetryCount: { about: 'Retries so far.' },
    },
  },
  StateMachine: {
    about: 'The state machine.',
    members: { Id: { about: 'ARN of the state machine.' }, Name: { about: 'Name of the state machine.' } },
  },
};

/** Where a task waits for its token. */
export const TASK: Member = {
  about: 'The task, where it waits for its token to come back.',
  members: { Token: { about: 'What SendTaskSuccess and SendTaskFailure end the task with.' } },
};

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-map.html, "Context object data for Map states" */
export const MAP: Member = {
  about: 'The Map that this iteration belongs to.',
  members: {
    Item: {
      about: 'The item.',
      members: {
        Index: { about: 'Position of the item, from 0.' },
        Value: { about: 'The item itself.' },
        Key: { about: 'Key of the item, where the items are those of a JSON object.' },
        Source: { about: 'Where the item comes from: STATE_DATA, or the place in Amazon S3.' },
      },
    },
  },
};

/** Every member of the Context object, wherever. */
export const WHOLE_CONTEXT: Readonly<Record<string, Member>> = { ...CONTEXT, Task: TASK, Map: MAP };
