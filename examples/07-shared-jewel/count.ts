/** Code of a function that reads one paper. */
export const COUNT = `
const { S3Client, GetObjectCommand } = require('@aws-sdk/client-s3');
const s3 = new S3Client();
exports.handler = async ({ key }) => (await (await s3.send(new GetObjectCommand({ Bucket: process.env.BUCKET, Key: key }))).Body.transformToString()).length;
`;
