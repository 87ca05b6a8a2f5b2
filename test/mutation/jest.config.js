const base = require('../../jest.config.js');

/** The fast tests of the two lower layers: none that starts another process or waits for seconds. */
module.exports = {
	...base,
	rootDir: '../..',
	testEnvironment: '@stryker-mutator/jest-runner/jest-env/node',
	roots: ['<rootDir>/test/transport', '<rootDir>/test/rest', '<rootDir>/test/properties'],
	testPathIgnorePatterns: [
		'oidcProvider',
		'rest/fhirServer',
		'tls/(sentences|diagnose|secureContext)',
		'transport/proxy',
	],
};
