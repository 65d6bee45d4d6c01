/** A person in Coupa. People of Purser are mapped to one by an administrator. */
export interface CoupaUser {
  readonly id: string;
  readonly login: string;
  readonly email?: string;
  readonly fullName: string;
  readonly isActive: boolean;
  readonly updatedAt: string;
}
