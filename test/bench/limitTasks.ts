import { performance } from 'node:perf_hooks';
import { runNode } from '../engine/support/n8n';
import { serve } from './child';

let executions = 0;

/** Reads of one execution. */
export interface LimitTask {
	readonly baseUrl: string;
	readonly ca: string;
	readonly count: number;
	/** *Items in Parallel*. */
	readonly concurrency: number;
}

/** What they took. */
export interface LimitCost {
	readonly milliseconds: number;
	/** Of this process. */
	readonly cpuMilliseconds: number;
	/** Items that failed after all retries. */
	readonly failed: number;
}

serve({
	/** In n8n's engine. The login is a new one each time: nothing is known of the server's limit. */
	run: async ({ baseUrl, ca, count, concurrency }: LimitTask): Promise<LimitCost> => {
		global.gc?.();
		const cpu = process.cpuUsage();
		const started = performance.now();
		const { output, error } = await runNode({
			parameters: {
				resource: 'resource',
				operation: 'get',
				authentication: 'header',
				tlsValidation: 'custom',
				resourceType: { __rl: true, mode: 'list', value: 'Patient' },
				resourceId: '={{ $json.id }}',
				options: { concurrency },
			},
			credentials: {
				fhirHeaderAuthApi: { baseUrl, mode: 'bearer', token: `execution-${++executions}` },
				fhirCaBundleApi: { caBundle: ca, alsoTrustPublicCas: false },
			},
			input: Array.from({ length: count }, (_, number) => ({ id: String(number) })),
			onError: 'continueRegularOutput',
		});
		const milliseconds = performance.now() - started;
		const { user, system } = process.cpuUsage(cpu);
		if (error) throw error;
		if (output.length !== count) throw new Error(`${output.length} items instead of ${count}`);
		return {
			milliseconds,
			cpuMilliseconds: (user + system) / 1_000,
			failed: output.filter(({ json }) => json.error !== undefined).length,
		};
	},
});
