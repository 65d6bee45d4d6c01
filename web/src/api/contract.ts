// long: one list of shapes beside the server's one list of operations; split, a change would touch several files.
/**
 * What the server's operations take and give, as the screens see it. Amounts and quantities are decimal text and
 * stay text; ids are text; moments are ISO in UTC; dates are YYYY-MM-DD.
 */

export interface Money {
  readonly amount: string;
  readonly currency: string;
}

/** One page of a list. `next` is the cursor of the following page, null at the end. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly next: string | null;
  readonly total?: number;
}

export interface Session {
  readonly setupNeeded: boolean;
  readonly person: SignedIn | null;
  readonly connections: readonly { readonly id: string; readonly name: string; readonly coupaUrl: string }[];
  readonly connectionId: string | null;
  readonly sandbox: boolean;
}

export interface SignedIn {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly string[];
  readonly permissions: readonly string[];
  readonly secondFactor: boolean;
  readonly coupaUserId: string | null;
}

export interface Writing {
  readonly stopped: boolean;
  readonly since: string | null;
  readonly by: string | null;
  readonly reason: string | null;
}

export type Mode = 'monitor' | 'assisted' | 'autonomous';
export type Verdict = 'matched' | 'within_tolerance' | 'exception' | 'not_applicable';

export interface Clock {
  readonly kind: 'discount' | 'due';
  readonly date: string;
  readonly daysLeft: number;
}

export interface CauseCount {
  readonly code: string;
  readonly title: string;
  readonly count: number;
  readonly money?: readonly Money[];
}

export interface Overview {
  readonly asOf: string;
  readonly coupa: {
    readonly lastReadAt: string | null;
    readonly ageSeconds: number | null;
    readonly state: 'reading' | 'first_load' | 'failing';
    readonly error: string | null;
    readonly firstLoad:
      | readonly { readonly resource: string; readonly done: number; readonly expected: number | null }[]
      | null;
  };
  readonly counts: {
    readonly waiting: number;
    readonly tasks: number;
    readonly decidedToday: number;
    readonly sentToday: number;
    readonly confirmedToday: number;
    readonly failed: number;
    readonly parked: number;
    readonly unreadable: number;
  };
  readonly waitingMoney: readonly Money[];
  readonly byCause: readonly CauseCount[];
  readonly verdicts30d: Readonly<Record<Verdict, number>>;
  readonly clocks: readonly {
    readonly invoiceId: string;
    readonly invoiceNumber: string;
    readonly supplierName: string | null;
    readonly kind: 'discount' | 'due';
    readonly date: string;
    readonly money: Money | null;
    readonly daysLeft: number;
  }[];
  readonly recent: readonly {
    readonly at: string;
    readonly what: string;
    readonly who: string;
    readonly text: string;
    readonly invoiceId: string | null;
    readonly entry: string;
  }[];
  readonly writing: Writing;
  readonly mode: Mode;
  readonly anchor: {
    readonly lastAt: string | null;
    /** How many entries the trail has, and up to which one they are anchored outside the database. */
    readonly entries: string;
    readonly anchored: string;
  };
}

/** `probability` is there for estimates: decimal text from 0 to 1. */
export interface Certainty {
  readonly basis: 'rule' | 'estimate';
  readonly probability?: string;
}

export interface ApprovalRow {
  readonly id: string;
  readonly invoiceId: string;
  readonly invoiceNumber: string;
  readonly supplierName: string | null;
  readonly entityName: string | null;
  readonly coupaStatus: string | null;
  readonly cause: string | null;
  readonly causeTitle: string;
  readonly verdict: Verdict;
  readonly headline: string;
  readonly amount: Money | null;
  readonly atRisk: Money | null;
  readonly certainty: Certainty;
  readonly clock: Clock | null;
  readonly assignedTo: { readonly id: string; readonly name: string } | null;
  readonly openedAt: string;
  readonly state: 'open' | 'approved' | 'rejected' | 'superseded';
  readonly decidedBy: string | null;
  readonly decidedAt: string | null;
  readonly reason: string | null;
  readonly commandState: string | null;
  readonly commands: readonly { readonly kind: string; readonly words: string }[];
  readonly hasTask: boolean;
}

export interface Reason {
  readonly text: string;
  readonly sources: readonly string[];
}

export interface Finding {
  /** Absent for a difference that is tolerated. */
  readonly code: string | null;
  readonly title: string;
  readonly text: string;
  readonly limit: string | null;
  readonly tolerated: boolean;
  readonly cells: readonly string[];
}

export interface LineRow {
  readonly lineNumber: string;
  readonly description: string;
  readonly partNumber: string | null;
  readonly uom: string | null;
  readonly orderUom: string | null;
  readonly invoice: {
    readonly quantity: string | null;
    readonly price: string | null;
    readonly amount: string | null;
  };
  readonly order: {
    readonly poNumber: string | null;
    readonly lineNumber: string | null;
    readonly quantity: string | null;
    readonly price: string | null;
    readonly amount: string | null;
    readonly billedBefore: string | null;
    readonly orderId: string | null;
  } | null;
  readonly receipts: { readonly received: string | null; readonly open: string | null } | null;
  /** How order and line were found where the invoice does not name them. */
  readonly foundBy: { readonly order: string; readonly line: string; readonly says: string } | null;
  /** Numbers of the order lines that it bills together; empty where it is one. */
  readonly pooled: readonly string[];
  /** Why no order line was chosen; null where one was, or none is needed. */
  readonly unplaced: string | null;
  /** What the line is about that is no item of an order. */
  readonly type: string | null;
  /** How it was read where it is not compared as printed. */
  readonly readings: readonly { readonly kind: string; readonly words: string; readonly says: string }[];
  /** Which receipts carry how much of it. */
  readonly carriedBy: readonly {
    readonly receiptId: string;
    readonly date: string | null;
    readonly reference: string | null;
    readonly quantity: string;
  }[];
  readonly mode: string | null;
  readonly outcome: 'matched' | 'within_tolerance' | 'exception';
  readonly findings: readonly Finding[];
}

export interface ApprovalDetail extends ApprovalRow {
  readonly reasons: readonly Reason[];
  readonly counterfactuals: readonly string[];
  readonly lines: readonly LineRow[];
  /** What each command would send, in the order of `commands`. */
  readonly commandBodies: readonly Readonly<Record<string, string>>[];
  readonly tasks: readonly { readonly title: string; readonly steps: readonly string[] }[];
  readonly runId: string;
  readonly mayDecide: { readonly ok: boolean; readonly why: string | null };
  /** Why a person is asked, as a code. */
  readonly because: string;
  readonly deepLink: string;
}

export interface ApprovalList extends Page<ApprovalRow> {
  readonly counts: {
    readonly byCause: readonly CauseCount[];
    readonly entities: readonly string[];
    readonly mine: number;
    readonly unassigned: number;
  };
}

export interface DecisionAnswer {
  readonly state: 'approved' | 'rejected';
  readonly commandIds: readonly string[];
}

export interface BulkProgress {
  readonly total: number;
  readonly done: number;
  readonly refused: readonly { readonly id: string; readonly invoiceNumber: string; readonly why: string }[];
  readonly state: 'running' | 'finished';
  readonly endsAbout: string | null;
}

export interface TaskRow {
  readonly id: string;
  readonly title: string;
  readonly steps: readonly string[];
  readonly deepLink: string;
  readonly invoiceId: string;
  readonly invoiceNumber: string;
  readonly supplierName: string | null;
  readonly coupaStatus: string | null;
  readonly openedAt: string;
  readonly state: 'open' | 'closed' | 'dismissed';
  readonly closedAt: string | null;
  readonly closedBy: string | null;
  readonly closeReason: string | null;
}

export interface InvoiceRow {
  readonly id: string;
  readonly invoiceNumber: string;
  readonly supplierName: string | null;
  readonly entityName: string | null;
  readonly status: string;
  readonly amount: Money | null;
  readonly invoiceDate: string | null;
  readonly netDueDate: string | null;
  readonly verdict: Verdict | null;
  readonly cause: string | null;
  readonly updatedAt: string;
}

/** The parts of the domain's invoice that the page shows. */
export interface InvoiceRecord {
  readonly id: string;
  readonly invoiceNumber: string;
  readonly status: string;
  readonly documentType?: 'invoice' | 'credit_note';
  readonly supplierName?: string;
  readonly currency?: string;
  readonly invoiceDate?: string;
  readonly netDueDate?: string;
  readonly discountDueDate?: string;
  readonly discountAmount?: string;
  readonly paymentTermCode?: string;
  readonly grossTotal?: string;
  readonly supplierTotal?: string;
  readonly taxTotal?: string;
  readonly shippingAmount?: string;
  readonly handlingAmount?: string;
  readonly miscAmount?: string;
  readonly entityName?: string;
}

export interface TimelineEntry {
  readonly at: string;
  readonly who: 'coupa' | 'purser' | 'person';
  readonly icon: string;
  readonly text: string;
  readonly name: string | null;
  readonly entry: string | null;
}

/** What Coupa's own check and Purser's match say about the same thing. */
export interface CoupaComparison {
  readonly kind: 'agreed' | 'coupa_only' | 'purser_only' | 'resolved';
  /** Number of the invoice line; null for the document. */
  readonly line: string | null;
  readonly title: string;
  readonly code: string | null;
  readonly coupaCode: string | null;
  readonly coupaSays: string;
  readonly purserSays: string;
  readonly doubt: string | null;
  /** Why the two may differ; null when they do not. */
  readonly reason: string | null;
  /** What Coupa has set against receipts on the line. */
  readonly allocated: string | null;
}

/** One exception with its figures, what it rests on, what would cure it, and what was tried. */
export interface MatchException {
  readonly code: string;
  readonly title: string;
  /** Number of the invoice line; null when the document or several lines are meant. */
  readonly line: string | null;
  readonly lines: readonly string[];
  readonly expected: string;
  readonly actual: string;
  /** In the invoice's currency; null where money does not measure it. */
  readonly breachAmount: string | null;
  readonly breachLimit: string | null;
  readonly explanation: string;
  readonly counterfactual: string;
  readonly sources: readonly string[];
  readonly consequenceOf: { readonly code: string; readonly line: string | null } | null;
  readonly tried: readonly TriedStep[];
}

/**
 * One way to cure an exception, and what it found. `helps`: with it the exception would be gone, or somebody has the
 * evidence to accept it.
 */
export interface TriedStep {
  readonly rung: string;
  readonly title: string;
  readonly found: string;
  readonly says: string;
  readonly sources: readonly string[];
}

export interface InvoiceDetail {
  readonly invoice: InvoiceRecord;
  readonly deepLink: string;
  readonly verdict: Verdict | null;
  readonly cause: string | null;
  readonly causeTitle: string | null;
  readonly headline: string | null;
  readonly approval: ApprovalDetail | null;
  readonly match: {
    readonly mode: string | null;
    readonly lines: readonly LineRow[];
    readonly checks: readonly { readonly ok: boolean; readonly text: string }[];
    /** What could be paid today without the lines in doubt, before tax and charges, and what is in doubt. */
    readonly payableNow: string | null;
    readonly atRisk: string;
    /** The primary one first, consequences last. */
    readonly exceptions: readonly MatchException[];
    /** What an experienced clerk would do; null where the agent does not say. */
    readonly advice: { readonly decision: string; readonly says: string } | null;
  } | null;
  /** Null when there is nothing to tell. */
  readonly coupa: { readonly holds: string | null; readonly comparisons: readonly CoupaComparison[] } | null;
  readonly orders: readonly {
    readonly id: string;
    readonly poNumber: string;
    readonly status: string;
    readonly version: string | null;
    readonly deepLink: string;
  }[];
  readonly receipts: readonly {
    readonly id: string;
    readonly date: string | null;
    readonly quantity: string | null;
    readonly amount: string | null;
    readonly uom: string | null;
    readonly orderLineId: string | null;
    readonly status: string;
    readonly reference: string | null;
    readonly deepLink: string;
  }[];
  readonly reasons: readonly Reason[];
  readonly counterfactuals: readonly string[];
  readonly runs: readonly {
    readonly id: string;
    readonly agent: string;
    readonly at: string;
    readonly verdict: Verdict;
    readonly ruling: string;
    readonly because: string;
    readonly headline: string;
    readonly policyVersion: number;
    /** Id of the tolerances it was decided under. */
    readonly tolerancesId: string | null;
  }[];
  readonly commands: readonly {
    readonly id: string;
    readonly kind: string;
    readonly words: string;
    readonly state: string;
    readonly at: string;
    readonly by: string;
    readonly error: string | null;
  }[];
  readonly tasks: readonly TaskRow[];
  readonly timeline: readonly TimelineEntry[];
  readonly proof: {
    readonly entry: string;
    readonly hash: string;
    readonly chainedAt: string;
    readonly anchoredAt: string | null;
    readonly verified: boolean;
    readonly policyVersion: number;
    readonly tolerancesId: string | null;
    readonly evidenceHash: string;
    /** The evidence still has the hash that was written down, and gives the same decision again. */
    readonly evidenceIntact: boolean;
    readonly replaysSame: boolean;
  } | null;
}

export interface AuditRow {
  readonly seq: string;
  readonly at: string;
  readonly what: string;
  readonly who: string;
  readonly via: string | null;
  readonly subject: string | null;
  readonly text: string;
  readonly hash: string;
  readonly anchored: boolean;
}

export interface AuditPage extends Page<AuditRow> {
  /** When the oldest entry was written that a search has looked at; null when it looked at all of them. */
  readonly searchedBackTo: string | null;
}

export interface AuditEntry {
  readonly entry: Readonly<Record<string, unknown>>;
  /** The text that was hashed, byte for byte. */
  readonly body: string;
  readonly hash: string;
  readonly previousHash: string;
  readonly recomputed: string;
  readonly valid: boolean;
  readonly anchor: {
    readonly seq: string;
    readonly at: string;
    readonly root: string;
    readonly key: string;
    readonly line: string;
  } | null;
  /** The way from the entry to the signed root, and whether it leads there. */
  readonly proof: {
    readonly root: string;
    readonly path: readonly string[];
    readonly index: string;
    readonly size: string;
    readonly holds: boolean;
  } | null;
}

export interface AuditVerdict {
  readonly entries: number;
  readonly chained: number;
  readonly valid: boolean;
  readonly first_invalid: number | null;
  readonly problem: string | null;
  readonly anchors: {
    readonly checked: number;
    readonly last_seq: number | null;
    readonly last_at: string | null;
    readonly unanchored: number;
  };
  readonly evidence: { readonly checked: number; readonly invalid: readonly string[] } | null;
  readonly key: string;
}

export type LimitMode = 'rate' | 'amount' | 'all' | 'any' | 'cap' | 'unlimited';

/** A limit as the document has it; a mode has the figures it uses and no others. */
export interface ToleranceLimit {
  readonly mode: LimitMode;
  readonly rate?: string;
  readonly amount?: string;
}

export interface ToleranceRule {
  readonly name?: string;
  readonly from?: string;
  readonly until?: string;
  readonly orderLineIds?: readonly string[];
  readonly contracts?: readonly string[];
  readonly supplierIds?: readonly string[];
  readonly commodities?: readonly string[];
  readonly entities?: readonly string[];
  readonly units?: readonly string[];
  readonly limits: Readonly<Record<string, ToleranceLimit>>;
  readonly documentCap?: string;
  readonly orderToDateOver?: ToleranceLimit;
}

export interface ToleranceDocument {
  readonly format: 1;
  readonly name: string;
  readonly currency?: string;
  readonly rates?: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, ToleranceLimit>>;
  readonly scoped: readonly ToleranceRule[];
  readonly rounding: { readonly perLine: string; readonly max: string; readonly maxWithoutDecimals: string };
  readonly tax?: { readonly perLine: string; readonly perDocument: string };
  readonly documentCap: string;
  readonly orderToDateOver: ToleranceLimit;
  readonly daysOutsideTerm?: string;
  readonly deliveryEarlyValue?: ToleranceLimit;
  readonly fxOver?: ToleranceLimit;
}

export interface Tolerances {
  readonly agent: string;
  readonly title: string;
  readonly version: number;
  readonly id: string;
  readonly document: ToleranceDocument;
  readonly isSet: boolean;
  readonly changedBy: string;
  readonly changedAt: string;
  readonly note: string | null;
}

export interface ToleranceCheck {
  readonly faults: readonly { readonly path: readonly (string | number)[]; readonly says: string }[];
  readonly id: string | null;
  readonly changes: readonly string[];
}

export interface ToleranceVersion {
  readonly version: number;
  readonly id: string;
  readonly changedBy: string;
  readonly changedAt: string;
  readonly note: string | null;
  readonly changes: readonly string[];
}

export interface EffectTally {
  readonly differences: number;
  readonly invoices: number;
  readonly money: readonly Money[];
}

/** What each limit of each rule let through and refused; `base` is the policy's own. */
export interface ToleranceEffect {
  readonly days: number;
  readonly invoices: number;
  readonly of: number;
  readonly outcomes: {
    readonly matched: number;
    readonly within_tolerance: number;
    readonly exception: number;
  };
  readonly rows: readonly {
    readonly rule: string;
    readonly limit: string;
    readonly tolerated: EffectTally;
    readonly refused: EffectTally;
  }[];
}

export interface AutonomyPolicy {
  readonly mode: Mode;
  readonly exposureMax: Readonly<Record<string, string>>;
  readonly atRiskRateMax: string;
  readonly probabilityMin: string;
  readonly allowsNewSupplier: boolean;
  readonly allowsIrreversible: boolean;
  readonly commands: readonly string[];
}

export interface PolicyDocument {
  readonly approvalMaxAgeHours: number;
  readonly agents: Readonly<
    Record<
      string,
      { readonly autonomy: AutonomyPolicy; readonly settings: Readonly<Record<string, unknown>> }
    >
  >;
}

export interface PolicyVersion {
  readonly version: number;
  readonly document: PolicyDocument;
  readonly changedBy: string;
  readonly changedAt: string;
  readonly note: string | null;
}

export interface Settings {
  readonly mode: Mode;
  readonly policy: PolicyVersion;
  readonly writing: Writing;
  readonly timeZone: string;
}

export interface PersonRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly string[];
  readonly coupaUserId: string | null;
  readonly secondFactor: boolean;
  readonly active: boolean;
  readonly lastSeenAt: string | null;
}

export interface Role {
  readonly id: string;
  readonly title: string;
  readonly permissions: readonly { readonly id: string; readonly title: string }[];
}

export interface ApiToken {
  readonly id: string;
  readonly name: string;
  readonly permissions: readonly string[];
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
}

export interface ReadFailure {
  readonly code: string;
  readonly message: string;
}

export interface ResourceStatus {
  readonly resource: string;
  readonly title: string;
  readonly state: 'waiting' | 'first_load' | 'reading' | 'failing';
  readonly count: number;
  readonly done: number;
  readonly expected: number | null;
  readonly lastReadAt: string | null;
  readonly watermark: string | null;
  readonly error: ReadFailure | null;
  readonly failingSince: string | null;
  readonly unreadable: number;
  readonly reconciledAt: string | null;
  readonly reconciled: {
    readonly inCoupa: number;
    readonly inMirror: number;
    readonly differed: number;
    readonly gone: number;
  } | null;
}

export interface ConnectionStatus {
  readonly id: string;
  readonly name: string;
  readonly coupaUrl: string;
  readonly state: 'active' | 'paused';
  readonly timeZone: string;
  readonly isSandbox: boolean;
  readonly scopes: readonly {
    readonly scope: string;
    readonly granted: boolean | null;
    readonly unlocks: string;
  }[];
  readonly resources: readonly ResourceStatus[];
  /** Decisions that failed again and again and wait for somebody to look. */
  readonly parked: readonly {
    readonly id: string;
    readonly agent: string;
    readonly subject: string;
    readonly attempts: number;
    readonly error: ReadFailure;
    readonly at: string;
  }[];
  /** Records of Coupa that could not be read. */
  readonly unreadable: readonly {
    readonly resource: string;
    readonly id: string;
    readonly error: ReadFailure;
    readonly excerpt: string;
    readonly attempts: number;
    readonly firstAt: string;
    readonly lastAt: string;
  }[];
}

export interface AgentRow {
  readonly id: string;
  readonly title: string;
  readonly codeVersion: string;
  readonly mode: Mode;
  readonly policyVersion: number;
  /** In force, with every default filled in. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly lastRunAt: string | null;
}

export type RulingKind = 'record_only' | 'ask' | 'act';

export interface RunRow {
  readonly id: string;
  readonly agent: string;
  readonly decidedAt: string;
  readonly invoiceId: string;
  readonly invoiceNumber: string;
  readonly supplierName: string | null;
  readonly amount: Money | null;
  readonly verdict: Verdict;
  readonly cause: string | null;
  readonly causeTitle: string;
  readonly ruling: RulingKind;
  readonly because: string;
  readonly policyVersion: number;
  readonly codeVersion: string;
}

export interface RunPage {
  readonly rows: readonly RunRow[];
  readonly next: string | null;
  /** When the oldest run was decided that a search has looked at; null when it looked at all it had to. */
  readonly searchedBackTo: string | null;
  /** More invoices fit the search than were looked at. */
  readonly isCut: boolean;
}

export interface RunDetail extends Omit<RunRow, 'amount'> {
  readonly headline: string;
  readonly exposure: Money | null;
  readonly atRisk: Money | null;
  readonly commands: readonly string[];
  readonly tasks: readonly string[];
  readonly reasons: readonly Reason[];
  readonly counterfactuals: readonly string[];
  readonly evidenceHash: string;
  readonly isEvidenceIntact: boolean;
  readonly replay: {
    readonly isSame: boolean;
    readonly headline: string | null;
    readonly error: string | null;
  };
  /** What the settings in force say otherwise than those of the run. */
  readonly differences: readonly string[];
}

/** Some runs with their money: one sum a currency, never added up. */
export interface Amounts {
  readonly count: number;
  readonly sums: readonly { readonly currency: string; readonly exposure: string; readonly atRisk: string }[];
  readonly withoutAmount: number;
}

export interface OutcomeSide {
  readonly verdict: Verdict;
  readonly cause: string | null;
  readonly title: string;
}

export interface WhatIfRow {
  readonly id: string;
  readonly agent: string;
  readonly askedBy: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly state: 'running' | 'finished' | 'cancelled' | 'failed';
  readonly which: 'newest' | 'all';
  readonly from: string | null;
  readonly to: string | null;
  readonly policyVersion: number;
  readonly differences: readonly string[];
  readonly looked: number;
  /** Null until the first batch has counted. */
  readonly total: number | null;
  readonly changed: number;
}

export interface WhatIf extends WhatIfRow {
  readonly error: string | null;
  readonly listed: number;
  readonly tally: {
    readonly counted: number;
    readonly same: number;
    readonly wordsOnly: number;
    readonly changed: number;
    readonly unreadable: number;
    readonly underOtherSettings: number;
    readonly byOtherCode: number;
    readonly unexplained: number;
    readonly transitions: readonly (Amounts & { readonly from: OutcomeSide; readonly to: OutcomeSide })[];
    readonly rulings: readonly (Amounts & { readonly from: RulingKind; readonly to: RulingKind })[];
    readonly letThrough: Amounts;
    readonly stopped: Amounts;
    readonly people: {
      readonly decided: number;
      readonly letThroughAgainst: Amounts;
      readonly stoppedAgainst: Amounts;
      readonly letThroughAsWished: Amounts;
      readonly stoppedAsWished: Amounts;
    };
  };
  readonly unreadableRuns: readonly {
    readonly run: string;
    readonly invoiceId: string;
    readonly why: string;
  }[];
}

export interface ChangedRun {
  readonly run: string;
  readonly invoiceId: string;
  readonly invoiceNumber: string;
  readonly supplierName: string | null;
  readonly decidedAt: string;
  readonly from: OutcomeSide & { readonly ruling: RulingKind };
  readonly to: OutcomeSide & { readonly ruling: RulingKind };
  readonly effect: 'let_through' | 'stopped' | 'other';
  readonly amount: Money | null;
  readonly atRisk: Money | null;
  readonly person: {
    readonly decision: 'approved' | 'rejected';
    readonly by: string;
    readonly at: string;
  } | null;
  readonly stance: 'against' | 'as_wished' | null;
  /** False where a newer run of the invoice is the one that counts. */
  readonly isCounted: boolean;
}
