import type { Encryption } from './sam/encryption.ts';

/** What a README says of the key: nothing where AWS's own keys do. `what`: what it encrypts, as a list in words. */
export function explainEncryption(encryption: Encryption, what: string): string {
  if (encryption === 'none') return '';
  const key = encryption === 'template' ? '`DataKey`' : 'the key that you give as `KmsKeyArn`';
  return `## Who can read it

${encryption === 'template' ? 'The key of the stack, `DataKey`,' : 'The key that you give as `KmsKeyArn`'} encrypts ${what}. The roles of the template may use it through these services and in no other way. Whoever uploads or reads data needs \`kms:GenerateDataKey\` and \`kms:Decrypt\` on ${key}, too. Histories of executions, environment variables and alarms stay under keys of AWS: they hold no more than you put there.
${encryption === 'parameter' ? LOGS_STATEMENT : '\nDeleting the stack schedules the deletion of the key, after 30 days. Copies of the data elsewhere that are encrypted by it can then be read no more: until then the deletion can be cancelled.\n'}
`;
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
const LOGS_STATEMENT = `
The policy of the key must leave its use to IAM, and hold this statement, or the log groups cannot be made (region and account are yours; in China the service ends with .amazonaws.com.cn and the ARN begins with arn:aws-cn):

\`\`\`json
{
  "Effect": "Allow",
  "Principal": { "Service": "logs.<region>.amazonaws.com" },
  "Action": ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
  "Resource": "*",
  "Condition": { "ArnLike": { "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:<region>:<account>:log-group:*" } }
}
\`\`\`
`;
