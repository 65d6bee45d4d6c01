import type { Caller } from '#operation/operation.ts';

/** A person at a screen, as a session cookie shows them. */
export interface ScreenIdentity {
  readonly caller: Caller;
  readonly session?: { readonly name: string; readonly email: string; readonly hasSecondFactor: boolean };
  readonly memberships: readonly {
    readonly connectionId: string;
    readonly name: string;
    readonly coupaUrl: string;
    readonly isSandbox: boolean;
  }[];
  readonly coupaUserId: string | null;
  readonly roles: readonly string[];
}

/** What this door asks about people. The room people answers it; the door holds no rule. */
export interface PeoplePort {
  isSetUpNeeded(): Promise<boolean>;
  setUp(request: {
    name: string;
    email: string;
    password: string;
    address: string;
  }): Promise<{ token: string }>;
  signIn(request: {
    email: string;
    password: string;
    code?: string | undefined;
    address: string;
    earlierToken?: string | undefined;
  }): Promise<{ token: string }>;
  signOut(token: string, options: { everywhere: boolean }): Promise<void>;
  identifySession(
    token: string,
    asked: { connectionId?: string | undefined; passive?: boolean },
  ): Promise<ScreenIdentity | undefined>;
  identifyToken(bearer: string, connectionId: string | undefined): Promise<Caller | undefined>;
}
