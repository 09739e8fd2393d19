"""Both steps of signing in, in a browser; the second by the code that the demo's page shows."""


async def sign_in(page, address, login, password):
    """From the sign-in page to the page that was asked for, by way of the recovery codes the first time."""
    await page.goto(address)
    await page.fill("#login", login)
    await page.fill("#password", password)
    await page.click("form.stack button.main")
    await second_step(page)


async def second_step(page):
    code = page.locator("#demo-code")
    if not await code.count():
        return
    await page.fill("#code", await code.inner_text())
    await page.click("form.stack button.main")
    if await page.locator("ol.codes").count():
        await page.click("a.button")
