/** A module as another process has it: loaded anew with all that it imports, so that it remembers nothing. `load` requires it. */
export function freshModule<Module>(load: () => Module): Module {
	let loaded!: Module;
	jest.isolateModules(() => {
		loaded = load();
	});
	return loaded;
}
