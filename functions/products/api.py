"""Products: /v1/products."""

from identity.model import identify
from kernel import web
from kernel.access import Viewer
from kernel.binding import IfMatch
from kernel.chronicle import HistoryPage
from kernel.paging import PageQuery
from products import listing, service
from products.schemas import ProductCreate, ProductPage, ProductPatch, ProductQuery, ProductView

app = web.App(identify)


@app.route("GET", "/v1/products")
def list_products(viewer: Viewer, query: ProductQuery) -> ProductPage:
    """List products: the newest first, by name or by code, or those that begin with `q`."""
    return listing.products(viewer, query)


@app.route("POST", "/v1/products", 201)
def create_product(viewer: Viewer, body: ProductCreate) -> ProductView:
    """Add a product (admin)."""
    return service.create(viewer, body)


@app.route("GET", "/v1/products/<product_id>")
def read_product(viewer: Viewer, product_id: str) -> ProductView:
    """Read a product."""
    return service.read(viewer, product_id)


@app.route("PATCH", "/v1/products/<product_id>")
def change_product(viewer: Viewer, product_id: str, body: ProductPatch, if_match: IfMatch) -> ProductView:
    """Change a product, or put it out of use (admin)."""
    return service.change(viewer, product_id, body, if_match)


@app.route("GET", "/v1/products/<product_id>/history")
def list_product_history(viewer: Viewer, product_id: str, query: PageQuery) -> HistoryPage:
    """List the changes of a product, newest first (admin)."""
    return service.told(viewer, product_id, query)


handler = app
