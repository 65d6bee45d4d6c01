/** One run of an integration that a customer's other systems have with Coupa. */
export interface IntegrationRun {
  readonly id: string;
  /** Coupa's own word: `pending`, `running`, `paused`, `failed`, `successful`. */
  readonly status: string;
  readonly integrationId?: string;
  readonly integrationName?: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly totalRecords?: string;
  readonly processedRecords?: string;
  readonly customFields?: Readonly<Record<string, string>>;
  readonly updatedAt: string;
}
