import type { Started } from '../demo/n8nApi';

/** A time during which one version was installed, or one was replaced by another. */
export interface Stage {
	name: string;
	/** Milliseconds since 1970. */
	begin: number;
	end: number;
	replaces: boolean;
}

/** Executions that ended well, and all others, by their status. */
export interface Count {
	good: number;
	bad: string[];
}

/** What happened when: stages one after another without a gap. */
export interface Timeline {
	stages: Stage[];
	/** Begins a stage, and so ends the one before. */
	begin: (name: string, replaces?: boolean) => void;
	end: () => void;
}

/** `now` gives milliseconds since 1970. */
export function createTimeline(now: () => number = Date.now): Timeline {
	const stages: Stage[] = [];
	const end = () => {
		const last = stages.at(-1);
		if (last) last.end = Math.min(last.end, now());
	};
	return {
		stages,
		end,
		begin(name, replaces = false) {
			end();
			stages.push({ name, begin: now(), end: Infinity, replaces });
		},
	};
}

/** The stage to which an execution counts: a replacement that it has met, else the one in which it began. */
function stageOf(stages: readonly Stage[], { startedAt, stoppedAt }: Started): Stage | undefined {
	const began = Date.parse(startedAt);
	const ended = stoppedAt ? Date.parse(stoppedAt) : Infinity;
	const met = stages.filter(({ begin, end }) => began < end && ended >= begin);
	return met.find(({ replaces }) => replaces) ?? met[0];
}

/** The executions of each stage. */
export function countByStage(stages: readonly Stage[], executions: readonly Started[]): Map<Stage, Count> {
	const counts = new Map(stages.map((stage) => [stage, { good: 0, bad: [] as string[] }]));
	for (const execution of executions) {
		const stage = stageOf(stages, execution);
		const count = stage && counts.get(stage);
		if (!count) continue;
		if (execution.status === 'success') count.good += 1;
		else count.bad.push(execution.status);
	}
	return counts;
}

/** `12`, or `12, 1 error`. */
export function countText({ good, bad }: Count): string {
	const kinds = [...new Set(bad)].map((status) => `${bad.filter((other) => other === status).length} ${status}`);
	return [String(good), ...kinds].join(', ');
}
