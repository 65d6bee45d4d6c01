interface NamedPerson {
  readonly fullname?: string | undefined;
  readonly firstname?: string | undefined;
  readonly lastname?: string | undefined;
  readonly login?: string | undefined;
  /** Groups have a name instead. */
  readonly name?: string | undefined;
}

/** What to call somebody, from the most to the least telling thing Coupa sent. Slim output has the login only. */
export function personName(person: NamedPerson): string | undefined {
  const both = [person.firstname, person.lastname].filter((part) => part !== undefined).join(' ');
  return person.fullname ?? (both === '' ? undefined : both) ?? person.name ?? person.login;
}
