import type { FormGroup } from './formGroup';

/**
 * The expression for a node's line below its name on the canvas: what the node does, as a person says it. It is the action of the
 * operation with the resource type in its place: "Get Observations", "Patch Patient", "$match on Patient". Where the type comes
 * from an expression that n8n cannot work out before the run, it is "Get many resources".
 */
export function subtitle(groups: readonly FormGroup[]): string {
	const actions = Object.fromEntries(
		groups.flatMap(({ value, operations, shared = [] }) =>
			[...operations, ...shared].map(({ choice }) => [`${value}:${choice.value}`, choice.action] as const),
		),
	);
	// Raw, for an expression of a field cannot be worked out before the run, and would leave the node without a subtitle.
	return `={{ ((actions, chosen, types, names, level) => {
		const entered = (field) => field && field.value || field;
		const [typed, named] = [entered(types), entered(names)];
		const type = /^[A-Z]\\w*$/.test(typed || "") ? typed : undefined;
		const name = typeof named === "string" && /^\\$?[a-z][\\w.-]*$/i.test(named) ? "$" + named.replace("$", "") : undefined;
		const action = actions[chosen] || chosen;
		if (chosen === "operation:run" && name) return level === "system" || !type ? name : name + " on " + type;
		if (!type) return action;
		const many = type.endsWith("s") ? type : type.replace(/y$/, "ie") + "s";
		return action.replace("many resources", many).replace("a resource", type);
	})(${JSON.stringify(actions)}, $parameter["resource"] + ":" + $parameter["operation"], $rawParameter["resourceType"], $rawParameter["operationName"], $parameter["level"]) }}`;
}
