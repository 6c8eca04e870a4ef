import type { Shape } from './api-shape.ts';
import { BOOLEAN, NUMBER, STRING, arrayOf, mapOf, oneOf, structure } from './shapes.ts';

const STORAGE_CLASS = oneOf(
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER',
  'DEEP_ARCHIVE',
  'OUTPOSTS',
  'GLACIER_IR',
  'SNOW',
  'EXPRESS_ONEZONE',
  'FSX_OPENZFS',
  'FSX_ONTAP',
  'AWS_BACKUP_WARM',
  'AWS_BACKUP_LOW_COST_WARM',
);
const REQUEST_CHARGED = oneOf('requester');
const CHECKSUM_TYPE = oneOf('COMPOSITE', 'FULL_OBJECT');
const ALGORITHMS = [
  'CRC32',
  'CRC32C',
  'CRC64NVME',
  'MD5',
  'SHA1',
  'SHA256',
  'SHA512',
  'XXHASH128',
  'XXHASH3',
  'XXHASH64',
];

const CHECKSUMS = {
  ...Object.fromEntries(ALGORITHMS.map((algorithm) => [`Checksum${algorithm}`, STRING])),
  ChecksumType: CHECKSUM_TYPE,
};
const ENCRYPTION = {
  ServerSideEncryption: oneOf('AES256', 'aws:backup', 'aws:fsx', 'aws:kms', 'aws:kms:dsse'),
  SSECustomerAlgorithm: STRING,
  SSECustomerKeyMD5: STRING,
  SSEKMSKeyId: STRING,
  BucketKeyEnabled: BOOLEAN,
};
/** Of an object that is there: GetObject and HeadObject. */
const OBJECT = {
  ...CHECKSUMS,
  ...ENCRYPTION,
  AcceptRanges: STRING,
  CacheControl: STRING,
  ContentDisposition: STRING,
  ContentEncoding: STRING,
  ContentLanguage: STRING,
  ContentLength: NUMBER,
  ContentRange: STRING,
  ContentType: STRING,
  DeleteMarker: BOOLEAN,
  ETag: STRING,
  Expiration: STRING,
  Expires: STRING,
  ExpiresString: STRING,
  LastModified: STRING,
  Metadata: mapOf(STRING),
  MissingMeta: NUMBER,
  ObjectLockLegalHoldStatus: oneOf('ON', 'OFF'),
  ObjectLockMode: oneOf('GOVERNANCE', 'COMPLIANCE'),
  ObjectLockRetainUntilDate: STRING,
  PartsCount: NUMBER,
  ReplicationStatus: oneOf('COMPLETE', 'COMPLETED', 'FAILED', 'PENDING', 'REPLICA'),
  RequestCharged: REQUEST_CHARGED,
  Restore: STRING,
  StorageClass: STORAGE_CLASS,
  TagCount: NUMBER,
  VersionId: STRING,
  WebsiteRedirectLocation: STRING,
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html */
export const S3_ANSWERS: Readonly<Record<string, Shape>> = {
  getObject: structure({ ...OBJECT, Body: STRING }),
  headObject: structure({ ...OBJECT, ArchiveStatus: oneOf('ARCHIVE_ACCESS', 'DEEP_ARCHIVE_ACCESS') }),
  putObject: structure({
    ...CHECKSUMS,
    ...ENCRYPTION,
    ETag: STRING,
    Expiration: STRING,
    RequestCharged: REQUEST_CHARGED,
    SSEKMSEncryptionContext: STRING,
    Size: NUMBER,
    VersionId: STRING,
  }),
  copyObject: structure({
    ...ENCRYPTION,
    CopyObjectResult: structure({ ...CHECKSUMS, ETag: STRING, LastModified: STRING }),
    CopySourceVersionId: STRING,
    Expiration: STRING,
    RequestCharged: REQUEST_CHARGED,
    SSEKMSEncryptionContext: STRING,
    VersionId: STRING,
  }),
  deleteObject: structure({ DeleteMarker: BOOLEAN, RequestCharged: REQUEST_CHARGED, VersionId: STRING }),
  listObjectsV2: structure({
    CommonPrefixes: arrayOf(structure({ Prefix: STRING })),
    Contents: arrayOf(
      structure({
        ChecksumAlgorithm: arrayOf(oneOf(...ALGORITHMS)),
        ChecksumType: CHECKSUM_TYPE,
        ETag: STRING,
        Key: { kind: 'string', min: 1 },
        LastModified: STRING,
        Owner: structure({ DisplayName: STRING, ID: STRING }),
        RestoreStatus: structure({ IsRestoreInProgress: BOOLEAN, RestoreExpiryDate: STRING }),
        Size: NUMBER,
        StorageClass: STORAGE_CLASS,
      }),
    ),
    ContinuationToken: STRING,
    Delimiter: STRING,
    EncodingType: oneOf('url'),
    IsTruncated: BOOLEAN,
    KeyCount: NUMBER,
    MaxKeys: NUMBER,
    Name: STRING,
    NextContinuationToken: STRING,
    Prefix: STRING,
    RequestCharged: REQUEST_CHARGED,
    StartAfter: STRING,
  }),
};
