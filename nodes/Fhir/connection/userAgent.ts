/** What servers see in their logs. A test keeps the version in step with package.json. */
export const userAgent = 'n8n-nodes-fhir/0.1.0';
