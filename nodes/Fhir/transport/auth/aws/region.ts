/** A region as AWS names it: `eu-west-1`, `us-gov-west-1`. */
const regionName = /^[a-z]{2,4}(-[a-z]+)+-\d+$/;

/** The domains below which AWS's own endpoints are, in all of its partitions. */
const endpointDomain = /\.(amazonaws\.com(\.cn)?|amazonaws\.eu|api\.aws|on\.aws|api\.amazonwebservices\.com\.cn)$/;

/**
 * The region in the host name of an AWS endpoint, such as `eu-west-1` of `healthlake.eu-west-1.amazonaws.com`; undefined for
 * any other host.
 */
export function regionOf(hostname: string): string | undefined {
	if (!endpointDomain.test(hostname)) return undefined;
	return hostname.split('.').findLast((label) => regionName.test(label));
}
