/** The result of an export of tables (SQL on FHIR, `$sql-export`): one `output` for each name, with the files of that name. */
export function tableResult(
	files: ReadonlyArray<{ name: string; url: string }>,
	more: readonly object[],
	bare = false,
): object {
	if (bare) return { resourceType: 'Parameters', parameter: more };

	const names = [...new Set(files.map(({ name }) => name))];
	const locations = (of: string) =>
		files.filter(({ name }) => name === of).map(({ url }) => ({ name: 'location', valueUri: url }));
	const output = names.map((name) => ({
		name: 'output',
		part: [{ name: 'name', valueString: name }, ...locations(name)],
	}));
	return {
		resourceType: 'Parameters',
		parameter: [
			{ name: 'exportId', valueString: '7' },
			{ name: 'exportStartTime', valueInstant: '2026-03-01T08:00:00.000Z' },
			...output,
			...more,
		],
	};
}

/** A CapabilityStatement with these operations: of the system, or of a type (`ViewDefinition/export`). */
export function capabilityOf(operations: readonly string[]): object {
	const onType = operations.filter((name) => name.includes('/')).map((name) => name.split('/'));
	return {
		resourceType: 'CapabilityStatement',
		fhirVersion: '4.0.1',
		rest: [
			{
				mode: 'server',
				operation: operations.filter((name) => !name.includes('/')).map((name) => ({ name })),
				resource: onType.map(([type, name]) => ({ type, operation: [{ name }] })),
			},
		],
	};
}

/** A parameter with a text. */
export function parameterOf(name: string, valueString: string): object {
	return { name, valueString };
}
