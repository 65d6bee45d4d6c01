export const CHROMIUM_PACKAGE: string;
export function browserPath(root: string): string | undefined;
export function browserLaunch(root: string): Promise<{ executablePath: string; args: string[] }>;
