/** A signal that aborts as soon as one of the two does; the first one may not be there. */
export function eitherSignal(signal: AbortSignal | undefined, stop: AbortSignal): AbortSignal {
	return signal ? AbortSignal.any([signal, stop]) : stop;
}
