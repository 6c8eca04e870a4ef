import { ApiError } from './api-error.ts';

export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** At most 50 tags a resource: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const MOST_TAGS = 50;

/** Tags of machines and activities, by ARN. */
export interface TagStore {
  /** Throws TooManyTags. */
  add(arn: string, tags: readonly { readonly key?: string | undefined; readonly value?: string | undefined }[]): void;
  remove(arn: string, keys: readonly string[]): void;
  list(arn: string): readonly Tag[];
  forget(arn: string): void;
}

export function createTagStore(): TagStore {
  const byArn = new Map<string, Map<string, string>>();
  return {
    add(arn, tags) {
      const merged = new Map(byArn.get(arn));
      for (const { key, value } of tags) if (key !== undefined) merged.set(key, value ?? '');
      if (merged.size > MOST_TAGS)
        throw new ApiError('TooManyTags', `Too Many Tags: '${arn}'`, undefined, { resourceName: arn });
      byArn.set(arn, merged);
    },
    remove(arn, keys) {
      for (const key of keys) byArn.get(arn)?.delete(key);
    },
    list: (arn) => [...(byArn.get(arn) ?? [])].map(([key, value]) => ({ key, value })),
    forget: (arn) => void byArn.delete(arn),
  };
}
