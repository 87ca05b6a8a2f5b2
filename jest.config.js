/** Runs under Node 24 (n8n-core needs it): `npm test` sees to that. */
module.exports = {
	testEnvironment: 'node',
	roots: ['<rootDir>/test'],
	testMatch: ['**/*.test.ts'],
	transform: {
		'^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript', decorators: true } } }],
	},
	// A worker keeps what each test file has loaded; let go in time, a collection of its memory stays short.
	maxWorkers: 2,
	workerIdleMemoryLimit: '1GB',
	testTimeout: 30_000,
};
