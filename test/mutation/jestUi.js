const { registerHooks } = require('node:module');
const { join, relative } = require('node:path');
const { bind } = require('jest-each');
const { expect } = require('expect');
const { interfaces, Suite, Test } = require('mocha');

/**
 * Jest's words on Mocha, which switches from one mutant to the next without loading a module anew: that is a hundred times
 * as fast as Jest's runner. A file's tests stand in a suite of its own, as its `beforeAll` and `afterAll` are its own.
 */
function jestUi(root) {
	let current = root;

	function describe(title, body) {
		const outer = current;
		current = Suite.create(outer, String(title));
		body();
		current = outer;
	}

	function it(title, body) {
		current.addTest(new Test(String(title), body));
	}

	const words = {
		describe: Object.assign(describe, { each: bind(describe, false) }),
		it: Object.assign(it, { each: bind(it, false) }),
		beforeAll: (hook) => current.beforeAll(hook),
		afterAll: (hook) => current.afterAll(hook),
		beforeEach: (hook) => current.beforeEach(hook),
		afterEach: (hook) => current.afterEach(hook),
		expect,
	};

	root.on('pre-require', (context, file) => {
		current = Suite.create(root, relative(join(__dirname, '..'), file));
		Object.assign(context, words, { test: words.it });
	});
	root.on('post-require', () => {
		current = root;
	});
}

// Stryker lets through no interface but Mocha's own.
interfaces.bdd = jestUi;

// Beside the node's source stands a JSON of that name, which Node would take.
registerHooks({
	resolve: (name, context, next) => next(name.endsWith('/Fhir.node') ? `${name}.ts` : name, context),
});
