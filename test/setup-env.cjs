// aws-cdk-lib validates every template in a WASM engine at App.synth(): seconds per worker. One end-to-end test turns it on.
process.env.CDK_VALIDATION ??= 'false';
process.env.JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION ??= '1';
