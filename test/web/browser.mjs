// SPDX-License-Identifier: AGPL-3.0-or-later
// Every kind of page in a real browser, on a desk and on a phone: axe-core finds nothing serious,
// nothing scrolls sideways, no error on the console, and it all works with scripts switched off.
//
//   node browser.mjs VOLYA SERVE DATA
//
// Exits 77 where the browser or its driver is not installed.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [volya, serve, data] = process.argv.slice(2);
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const browserPath = '/usr/bin/chromium';

function skip(why) {
	console.log(`skipped: ${why}`);
	process.exit(77);
}

function load(name) {
	for (const folder of [join(root, 'build', 'npm'), root]) {
		try {
			return createRequire(join(folder, 'x.js')).resolve(name);
		} catch { /* not there */ }
	}
	try {
		return createRequire(join(process.env.NODE_PATH || '/nowhere', 'x.js')).resolve(name);
	} catch {
		return skip(`${name} is not installed (tools/install-packages npm)`);
	}
}

if (!existsSync(browserPath)) {
	skip('no chromium');
}
const { chromium } = createRequire(import.meta.url)(load('playwright-core'));
const axe = readFileSync(load('axe-core'), 'utf8');

const folder = mkdtempSync(join(tmpdir(), 'volya-browser-'));
const register = join(folder, 'register');
let failures = 0;

function check(good, what) {
	if (!good) {
		failures++;
		console.log(`not ok: ${what}`);
	}
}

function run(...args) {
	const r = spawnSync(volya, args, { encoding: 'utf8' });
	if (r.status !== 0) {
		throw new Error(`${args.join(' ')}: ${r.stderr}`);
	}
}

async function start() {
	run('init', register, '--organisation', 'Sample of the browser test');
	run('--register', register, 'import', data);
	const child = spawn(serve, [register, join(data, 'letters'), '0'], { stdio: ['ignore', 'pipe', 'ignore'] });
	const url = await new Promise((resolve, reject) => {
		child.stdout.once('data', (line) => resolve(String(line).trim()));
		child.once('exit', () => reject(new Error('the server did not start')));
	});
	return { child, base: url.replace(/\/$/, '') };
}

async function firstLink(page, base, path, pattern) {
	await page.goto(base + path);
	const hrefs = await page.locator('main a').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
	const found = hrefs.find((href) => href && pattern.test(href));
	check(found, `a link like ${pattern} on ${path}`);
	return found || '/en/';
}

async function firstProof(page, base) {
	const person = await firstLink(page, base, '/en/people?q=Kalesnikava', /^\/en\/person\//);
	return firstLink(page, base, person, /^\/en\/proof\/[0-9a-f]{64}$/);
}

async function allPages(page, base) {
	return {
		front: '/en/',
		people: '/en/people?who=held&on=2023-03-16',
		search: '/en/people?q=Kalesnikava',
		nobody: '/en/people?q=Nobodywiththisname',
		person: await firstLink(page, base, '/en/people?q=Kalesnikava', /^\/en\/person\//),
		source: await firstLink(page, base, '/en/figures', /^\/en\/source\//),
		figure: await firstLink(page, base, '/en/figures', /^\/en\/figure\//),
		figures: '/en/figures',
		ask: '/en/ask',
		counted: '/en/ask?explain=yes&q=' + encodeURIComponent('count people held on 2023-03-16'),
		series: '/en/ask?q=' + encodeURIComponent('series yearly people held from 2020 to 2025'),
		wrong: '/en/ask?q=' + encodeURIComponent('list wimen held'),
		letters: '/en/letters',
		letter: await firstLink(page, base, '/en/letters', /^\/en\/letters\//),
		changes: '/en/changes',
		about: '/en/about',
		data: '/en/data',
		proved: '/en/proof',
		proof: await firstProof(page, base),
		missing: '/en/person/000000000000',
	};
}

const expected = { wrong: 400, missing: 404 };

async function inspect(page, base, name, path, width) {
	const errors = [];
	const note = (m) => m.type() === 'error' && !/status of 40[04]/.test(m.text()) && errors.push(m.text());
	const broke = (e) => errors.push(String(e));
	page.on('console', note);
	page.on('pageerror', broke);
	const response = await page.goto(base + path);
	check(response.status() === (expected[name] || 200), `${name}: status ${response.status()}`);
	const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
	check(sideways <= 0, `${name} at ${width}: ${sideways} pixels too wide`);
	check(await page.locator('h1').count() === 1, `${name}: one h1`);
	page.off('console', note);
	page.off('pageerror', broke);
	check(errors.length === 0, `${name} at ${width}: ${errors.join('; ')}`);
	await page.evaluate((source) => { (0, eval)(source); }, axe);
	const result = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
	check(result.passes.length > 5, `${name}: axe looked at the page`);
	for (const v of result.violations.filter((x) => ['serious', 'critical'].includes(x.impact))) {
		check(false, `${name} at ${width}: ${v.id}: ${v.help}: ${v.nodes[0].html.slice(0, 200)}`);
	}
}

async function sizes(browser, base) {
	for (const [width, scheme] of [[1280, 'light'], [1280, 'dark'], [360, 'light']]) {
		/* bypassCSP lets axe in; violations of the pages' own policy are looked for below. */
		const context = await browser.newContext({
			viewport: { width, height: 800 }, colorScheme: scheme, bypassCSP: true,
		});
		const page = await context.newPage();
		for (const [name, path] of Object.entries(await allPages(page, base))) {
			await inspect(page, base, name, path, `${width} ${scheme}`);
		}
		await context.close();
	}
}

async function policy(browser, base) {
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
	const page = await context.newPage();
	const violations = [];
	page.on('console', (m) => /Content Security Policy/i.test(m.text()) && violations.push(m.text()));
	const outside = [];
	page.on('request', (r) => r.url().startsWith(base) || outside.push(r.url()));
	for (const path of Object.values(await allPages(page, base))) {
		await page.goto(base + path);
	}
	check(violations.length === 0, `policy: ${violations[0]}`);
	check(outside.length === 0, `a page loads from elsewhere: ${outside[0]}`);
	check((await context.cookies()).length === 0, 'no cookies');
	await context.close();
}

async function withoutScripts(browser, base) {
	const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 800 } });
	const page = await context.newPage();
	await page.goto(base + '/en/');
	await page.keyboard.press('Tab');
	await page.keyboard.press('Enter');
	check(page.url().endsWith('#main'), 'the first Tab and Enter skip to the content');
	await page.getByLabel(/Find a person/).fill('Алесь Бяляцкі');
	await page.getByRole('button', { name: 'Find' }).click();
	await page.getByRole('link', { name: 'Ales Bialiatski' }).click();
	check(await page.getByRole('heading', { level: 1 }).innerText() === 'Ales Bialiatski', 'found by its Belarusian name');
	await page.locator('summary').first().click();
	await page.goto(base + '/en/letters');
	await page.locator('textarea').fill('Minsk, 16 March 2023\n\nThere are 1 450 political prisoners. <script>alert(1)</script>');
	await page.getByRole('button', { name: 'Check' }).click();
	check(await page.getByRole('heading', { level: 1 }).innerText() === 'Letter of 16 March 2023', 'a letter has its date for a title');
	check(await page.locator('.claim').count() > 0, 'a pasted letter is checked');
	check(await page.locator('main script').count() === 0, 'a letter never becomes markup');
	await context.close();
}

let server, browser;
try {
	mkdirSync(folder, { recursive: true });
	server = await start();
	browser = await chromium.launch({
		executablePath: browserPath,
		args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
			'--disable-background-networking', '--disable-component-update', '--disable-sync'],
	});
	await withoutScripts(browser, server.base);
	await policy(browser, server.base);
	await sizes(browser, server.base);
} catch (e) {
	check(false, String(e.stack || e));
} finally {
	await browser?.close();
	server?.child.kill();
	rmSync(folder, { recursive: true, force: true });
}
console.log(failures ? `${failures} failures` : 'ok');
process.exit(failures ? 1 : 0);
