import type { Invoice } from '#domain/records/invoice.ts';
import type { CoupaCommand, TaskDraft } from '#engine/shapes/command.ts';
import type { Settings } from './settings.ts';

/** What is proposed, in one line, and as commands and tasks. */
export interface Plan {
  readonly headline: string;
  readonly commands?: readonly CoupaCommand[];
  readonly tasks?: readonly TaskDraft[];
}

/** What a plan is made for. */
export interface Setting {
  readonly invoice: Invoice;
  readonly settings: Settings;
}
