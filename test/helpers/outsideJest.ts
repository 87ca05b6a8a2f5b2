import { registerHooks } from 'node:module';

// Before n8n's modules are loaded: its logger would print errors of executions as they are.
process.env.N8N_LOG_LEVEL = 'silent';

// Outside of Jest, `Fhir.node` would be found as `Fhir.node.json`, the description that lies beside it.
registerHooks({
	resolve: (specifier, context, next) =>
		next(/\/nodes\/Fhir\/\w+\.node$/.test(specifier) ? `${specifier}.ts` : specifier, context),
});
