"""Jobs on many records: /v1/bulk asks for one, /v1/jobs tells how it goes."""

from bulk import service
from bulk.schemas import BulkCreate, BulkJobPage, BulkJobView, ResultPage
from identity.model import identify
from kernel import web
from kernel.access import Viewer
from kernel.paging import PageQuery
from kernel.problems import Language

app = web.App(identify)


@app.route("POST", "/v1/bulk", 202)
def ask_bulk(viewer: Viewer, body: BulkCreate) -> BulkJobView:
    """Do one thing to many leads and customers."""
    return service.ask(viewer, body)


@app.route("GET", "/v1/jobs")
def list_jobs(viewer: Viewer, query: PageQuery) -> BulkJobPage:
    """List your jobs, newest first."""
    return service.jobs(viewer, query)


@app.route("GET", "/v1/jobs/<job_id>")
def read_job(viewer: Viewer, job_id: str) -> BulkJobView:
    """Read how far a job is."""
    return service.read(viewer, job_id)


@app.route("GET", "/v1/jobs/<job_id>/results")
def list_results(viewer: Viewer, job_id: str, query: PageQuery, language: Language) -> ResultPage:
    """List what became of each record."""
    return service.results(viewer, job_id, query, language)


@app.route("POST", "/v1/jobs/<job_id>/cancel")
def cancel_job(viewer: Viewer, job_id: str) -> BulkJobView:
    """Stop a job; what is done stays done."""
    return service.cancel(viewer, job_id)


@app.route("POST", "/v1/jobs/<job_id>/retry")
def retry_job(viewer: Viewer, job_id: str) -> BulkJobView:
    """Go on with a job that failed, where it had come to."""
    return service.retry(viewer, job_id)


handler = app
