import type { IDataObject } from 'n8n-workflow';
import { randomUUID } from 'node:crypto';
import { type } from '../../engine/support/fixtures';
import { type Execution, type RunResult, startNode } from '../../engine/support/n8n';
import type { Settings } from './arguments';
import type { CheckInput } from './check';

/** A resource on the server. */
export interface Found {
	readonly type: string;
	readonly id: string;
	readonly versionId?: string;
}

/** The system of tag and identifier of everything that the tool creates. */
export const markSystem = 'urn:n8n-nodes-fhir:check-server';

/** One run of the tool: it runs the node and knows what has been found and created on the server. */
export class Session {
	/** Tag and identifier of everything that this run creates. */
	readonly mark = `check-${randomUUID()}`;
	/** The CapabilityStatement, once it has been read. */
	capabilities: IDataObject | undefined;
	/** What this run has created or may have created, in order. */
	readonly created: Found[] = [];
	private readonly found = new Map<string, Promise<Found | undefined>>();
	private readonly met = new Set<string>();
	private execution: Execution | undefined;
	private stopped = false;

	constructor(readonly settings: Settings) {
		if (settings.patient !== undefined) this.met.add(settings.patient);
	}

	/** Runs the FHIR node once in n8n's engine. After `stop` it throws. */
	async run({ parameters, ...items }: CheckInput): Promise<RunResult> {
		if (this.stopped) throw new Error('Stopped');
		return await this.runAlways({ parameters, ...items });
	}

	/** The same, also after `stop`: for what has to be cleaned up. */
	async runAlways({ parameters, ...items }: CheckInput): Promise<RunResult> {
		const { connection, credentials } = this.settings;
		const options = { ...connection.options, ...(parameters.options as IDataObject | undefined) };
		this.execution = startNode({ parameters: { ...connection, ...parameters, options }, credentials, ...items });
		const { result } = this.execution;
		// Without a listener, n8n's engine reports a stopped execution as an unhandled rejection.
		result.catch(() => undefined);
		return await result;
	}

	/** Ends the execution that is running, as n8n's stop button does; nothing new is started by `run`. */
	stop(): void {
		this.stopped = true;
		this.execution?.stop();
	}

	get isStopped(): boolean {
		return this.stopped;
	}

	/** A resource of this type that can be read: one of our own, else one that the server had; undefined if there is none. */
	async some(resourceType: string): Promise<Found | undefined> {
		const { patient } = this.settings;
		if (resourceType === 'Patient' && patient !== undefined) return { type: resourceType, id: patient };
		const own = this.own(resourceType);
		if (own) return own;
		let search = this.found.get(resourceType);
		if (!search) this.found.set(resourceType, (search = this.search(resourceType)));
		return await search;
	}

	/** The IDs of all resources that the checks have met: they may belong to patients. */
	get ids(): string[] {
		return [...this.met, ...this.created.map(({ id }) => id)];
	}

	/** The first resource of this type that this run has created. */
	own(resourceType: string): Found | undefined {
		return this.created.find((found) => found.type === resourceType);
	}

	/** A resource with the mark of this run as tag, and as identifier where `identifier` is given. */
	marked(resource: IDataObject, identifier?: string): IDataObject {
		return {
			...resource,
			meta: { tag: [{ system: markSystem, code: this.mark }] },
			...(identifier !== undefined && { identifier: [{ system: markSystem, value: this.value(identifier) }] }),
		};
	}

	/** The value of an identifier that no other run has. */
	value(identifier: string): string {
		return `${this.mark}-${identifier}`;
	}

	/** Search criteria for the resource with this identifier. */
	criteria(identifier: string): string {
		return `identifier=${markSystem}|${this.value(identifier)}`;
	}

	/** Remembers what the items of a write name, to be removed at the end. */
	remember({ output, error }: RunResult): void {
		const { location, binary } = (error?.context?.data ?? {}) as IDataObject;
		const named = [...located(location), ...located(binary)];
		for (const found of [...output.flatMap(({ json }) => resourcesIn(json)), ...named]) {
			if (!this.created.some(({ type: other, id }) => other === found.type && id === found.id))
				this.created.push(found);
		}
	}

	private async search(resourceType: string): Promise<Found | undefined> {
		const { output } = await this.run({
			parameters: {
				resource: 'resource',
				operation: 'getAll',
				resourceType: type(resourceType),
				limit: 1,
				options: { count: 1 },
			},
		});
		const found = output.flatMap(({ json }) => resourcesIn(json)).find((other) => other.type === resourceType);
		if (found) this.met.add(found.id);
		return found;
	}
}

/** Resources that servers make up for a response: their IDs name nothing. */
const answers = new Set(['OperationOutcome', 'Bundle', 'Parameters', 'CapabilityStatement']);

/** The resources that an item is, holds (`resource`, `documentReference`, …) or names by their location. */
export function resourcesIn(json: IDataObject, depth = 0): Found[] {
	const { resourceType, id, meta, location } = json;
	const own: Found[] =
		typeof resourceType === 'string' && typeof id === 'string' && !answers.has(resourceType)
			? [{ type: resourceType, id, ...versionOf(meta) }]
			: located(location);
	if (depth >= 2) return own;
	const inner = Object.values(json).flatMap((value) =>
		typeof value === 'object' && value !== null && !Array.isArray(value)
			? resourcesIn(value as IDataObject, depth + 1)
			: [],
	);
	return [...own, ...inner];
}

function versionOf(meta: unknown): { versionId?: string } {
	const versionId = (meta as IDataObject | undefined)?.versionId;
	return typeof versionId === 'string' ? { versionId } : {};
}

function located(location: unknown): Found[] {
	const parts = /(?:^|\/)([A-Z][A-Za-z]+)\/([^/?#]+)(?:\/_history\/[^/?#]+)?$/.exec(
		typeof location === 'string' ? location : '',
	);
	return parts?.[1] && parts[2] ? [{ type: parts[1], id: parts[2] }] : [];
}
